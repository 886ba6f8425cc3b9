package net.teardown.api.experiment;

import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.picture.Ladder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the representations of an outcome. */
@Configuration(proxyBeanMethods = false)
class OutcomeRepresentations {

  @Bean
  static Representations<Experiment> ofExperiment() {
    return Representations.of(
        Experiment.class,
        Representation.json(OutcomeView.class, OutcomeView::of),
        Representation.text(Format.TEXT, "The ladder diagram", Ladder::text),
        Representation.text(Format.SVG, "The ladder diagram", Ladder::svg));
  }
}
