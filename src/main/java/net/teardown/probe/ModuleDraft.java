package net.teardown.probe;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Duration;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.BrokenScenario;
import org.jspecify.annotations.Nullable;

/**
 * A module in the form of a file of its own or of the probes file. The keys are those of {@link
 * ProbeModule}.
 *
 * @param onceConnected false if left out
 */
public record ModuleDraft(
    @Nullable String title,
    @Nullable String story,
    @Nullable SpecDraft spec,
    @JsonAlias("once-connected") @Nullable Boolean onceConnected) {

  /** A name that no host has (RFC 2606 section 2); it may have addresses of any family. */
  private static final String ANY_HOST = "host.example";

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Checks the draft and makes the module.
   *
   * @param place the file's name in error messages
   * @throws BrokenScenario with the place and the key
   */
  public ProbeModule check(String place, String name) {
    if (spec == null) {
      throw new BrokenScenario(place, "'spec' is missing");
    }
    ProbeModule module =
        new ProbeModule(
            name,
            title == null ? name : title.strip(),
            story == null ? "" : story.strip(),
            spec,
            Boolean.TRUE.equals(onceConnected));
    refuse(spec.says(SpecFields.TARGET_HOST), "targetHost", "is for the probe to say", place);
    refuse(spec.says(SpecFields.LABEL), "label", "is the module's name", place);
    refuse(spec.says(SpecFields.COMPARE), "compare", "is for single experiments", place);
    boolean predicted = module.peer().isOurs();
    refuse(
        !predicted && !spec.says(SpecFields.EXPECT) && !module.onceConnected(),
        "expect",
        "is required with a server, of which nothing is predicted, unless 'onceConnected' is true",
        place);
    refuse(
        spec.says(SpecFields.EXPECT) && module.onceConnected(),
        "expect",
        "says nothing beside 'onceConnected'",
        place);
    valid(module, place);
    return module;
  }

  private static void valid(ProbeModule module, String place) {
    Duration timeout = module.timeout();
    String target = !module.spec().says(SpecFields.TARGET_PORT) ? ANY_HOST + ":80" : ANY_HOST;
    try {
      module.against(target, timeout == null ? DEFAULT_TIMEOUT : timeout);
    } catch (InvalidSpec e) {
      throw new BrokenScenario(place, e.violations().getFirst().under("/spec").sentence(), e);
    }
  }

  private static void refuse(boolean broken, String field, String message, String place) {
    if (broken) {
      throw new BrokenScenario(place, "'spec.%s' %s".formatted(field, message));
    }
  }
}
