package net.teardown.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import net.teardown.campaign.Bisection;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.InvalidCells;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a campaign's order as JSON for its row. See {@link OutcomeJson} for how versions differ.
 */
final class CampaignJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
          .disable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .changeDefaultPropertyInclusion(always ->
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .addModule(new StoredSpecs())
          .build();

  /** The parts of a campaign that its progress does not change. */
  record Ordered(
      @Nullable String label,
      SpecDraft base,
      Map<String, List<@Nullable Object>> axes,
      int repetitions,
      @Nullable Double ratePerSecond,
      InvalidCells invalidCells,
      long seed,
      @Nullable Bisected bisect) {

    @Nullable Bisection bisection() {
      return bisect == null
          ? null
          : new Bisection(bisect.axis(), bisect.low(), bisect.high(), bisect.until());
    }
  }

  /** The axis that is searched; absent in rows from before there was such a thing. */
  record Bisected(String axis, int low, int high, int until) {

    private static @Nullable Bisected of(@Nullable Bisection bisect) {
      return bisect == null
          ? null
          : new Bisected(bisect.axis(), bisect.low(), bisect.high(), bisect.until());
    }
  }

  /** Not a backslash, of which JSON is full. */
  static final String ESCAPE = "!";

  private CampaignJson() {}

  static String write(Campaign unmasked) {
    Campaign campaign = unmasked.masked();
    return MAPPER.writeValueAsString(
        new Ordered(
            campaign.label(),
            campaign.base(),
            campaign.axes(),
            campaign.repetitions(),
            campaign.ratePerSecond(),
            campaign.invalidCells(),
            campaign.seed(),
            Bisected.of(campaign.bisect())));
  }

  /**
   * A pattern of SQL's {@code like} for the rows of campaigns with this label, which is the first
   * that is written of one. Its escape character is {@value #ESCAPE}.
   */
  static String labelled(String label) {
    String literal =
        MAPPER.writeValueAsString(label).replaceAll("[%_" + ESCAPE + "]", ESCAPE + "$0");
    return "{\"label\":%s,%%".formatted(literal);
  }

  static Ordered read(String ordered) {
    return MAPPER.readValue(ordered, Ordered.class);
  }
}
