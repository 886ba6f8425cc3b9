package net.teardown.campaign;

import java.util.Map;
import net.teardown.experiment.spec.Spec;
import org.jspecify.annotations.Nullable;

/**
 * One point of the axes' product.
 *
 * @param index counted from 0 with the last axis fastest
 * @param point the value of each axis here as it may be shown, in the order of the axes
 * @param spec what is run here; null if the rules refuse it
 * @param refusal why the rules refuse it; null if they don't
 */
public record Cell(
    int index,
    Map<String, @Nullable Object> point,
    @Nullable Spec spec,
    @Nullable String refusal) {}
