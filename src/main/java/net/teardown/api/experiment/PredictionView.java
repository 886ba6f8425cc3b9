package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.Forecast;

/** A prediction in the API. */
@Schema(name = "Prediction", description = "What theory allows for a spec; nothing was run")
record PredictionView(
    @Schema(
            description =
                "Every verdict that theory allows for this spec; none for a server that isn't"
                    + " Teardown",
            example = "[\"RESET\"]")
        Set<Verdict> predicted,
    @Schema(
            description = "Every delivery that theory allows for this spec",
            example = "[\"NONE_SENT\"]")
        Set<Delivery> predictedDelivery,
    @Schema(
            description = "The rule, for a person",
            example =
                "The responder closes with 4 bytes unread, so its TCP must tell that data was lost:"
                    + " an RST instead of a FIN.")
        String why,
    @Schema(
            description = "Where the rule comes from",
            example = "[\"RFC 1122 4.2.2.13\", \"RFC 2525 2.17\"]")
        List<String> sources,
    @Schema(
            description =
                "Why a run may be left undecided on this host although nothing goes wrong in it",
            example = "[]")
        List<Reason> undecidable) {

  static PredictionView of(Forecast forecast) {
    return new PredictionView(
        forecast.verdicts(),
        forecast.deliveries(),
        forecast.why(),
        forecast.sources(),
        forecast.undecidable());
  }
}
