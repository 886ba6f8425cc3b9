package net.teardown.campaign;

import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for; see {@link Campaign} for the fields.
 *
 * @param seed null for one that is drawn
 */
public record CampaignOrder(
    @Nullable String label,
    SpecDraft base,
    Map<String, List<@Nullable Object>> axes,
    int repetitions,
    @Nullable Double ratePerSecond,
    InvalidCells invalidCells,
    @Nullable Long seed) {}
