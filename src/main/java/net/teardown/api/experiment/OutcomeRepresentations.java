package net.teardown.api.experiment;

import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.picture.Ladder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

/** Registers the representations of an outcome. */
@Configuration(proxyBeanMethods = false)
class OutcomeRepresentations {

  /**
   * JSON too, so a converter for JSON writes it; asked for by name, so that JSON stays as it is.
   */
  private static final Format LADDER =
      new Format("ladder", new MediaType("application", "vnd.teardown.ladder+json"));

  @Bean
  static Representations<Experiment> ofExperiment() {
    return Representations.of(
        Experiment.class,
        Representation.json(OutcomeView.class, OutcomeView::of),
        Representation.text(Format.TEXT, "The ladder diagram", Ladder::text),
        Representation.text(Format.SVG, "The ladder diagram", Ladder::svg),
        new Representation<>(
            LADDER, DrawnOutcomeView.class, null, (made, _) -> DrawnOutcomeView.of(made)));
  }
}
