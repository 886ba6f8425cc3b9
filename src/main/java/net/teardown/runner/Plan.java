package net.teardown.runner;

import net.teardown.experiment.Oracle;
import net.teardown.experiment.Prediction;
import net.teardown.experiment.Spec;
import net.teardown.peer.Script;

/** What follows from a spec alone, and so is the same for each of its runs. */
record Plan(Spec spec, Script initiator, Script responder, Prediction prediction) {

  static Plan of(Spec spec) {
    return new Plan(spec, Script.initiator(spec), Script.responder(spec), Oracle.predict(spec));
  }
}
