package net.teardown.api.problem;

import org.jspecify.annotations.Nullable;

/**
 * A part of an expectation that wasn't met.
 *
 * @param pointer which part, as a JSON pointer in a fragment: {@code #/expect/verdicts}
 * @param wanted what is accepted there
 * @param got what there was instead; null if nothing
 */
public record UnmetPart(String pointer, Object wanted, @Nullable Object got) {}
