package net.teardown.experiment;

import org.jspecify.annotations.Nullable;

/**
 * What an initiator says to a server, where it isn't filler: one of these.
 *
 * @param text sent in UTF-8
 * @param base64 sent decoded
 */
public record Request(@Nullable String text, @Nullable String base64, @Nullable HttpRequest http) {}
