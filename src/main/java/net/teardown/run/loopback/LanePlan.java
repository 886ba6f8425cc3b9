package net.teardown.run.loopback;

import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import net.teardown.script.Script;

/**
 * Everything that follows from a spec and the environment alone, and so is the same for each of its
 * runs.
 *
 * @param prediction what theory allows
 */
record LanePlan(Spec spec, Script initiator, Script responder, Prediction prediction) {

  static LanePlan of(Spec spec, Environments environments) {
    return new LanePlan(
        spec, Script.initiator(spec), Script.responder(spec), Oracle.predict(spec, environments));
  }
}
