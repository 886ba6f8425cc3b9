package net.teardown.campaign;

import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;

/**
 * The order for a campaign; see {@link Campaign} for the fields.
 *
 * @param seed null to have one drawn
 */
public record CampaignOrder(
    @Nullable String label,
    SpecDraft base,
    Map<String, List<@Nullable Object>> axes,
    @Nullable Bisection bisect,
    int repetitions,
    @Nullable Double ratePerSecond,
    InvalidCells invalidCells,
    @Nullable Long seed) {}
