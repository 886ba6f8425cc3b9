package net.teardown.run.loopback;

import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import net.teardown.script.Script;
import net.teardown.socket.TcpStack;

/**
 * Everything that follows from a spec alone, and so is the same for each of its runs.
 *
 * @param ordinary what theory allows with Linux's default settings
 * @param withLittleRoom what theory allows if the kernel gives a socket less room; often the same
 */
record LanePlan(
    Spec spec, Script initiator, Script responder, Prediction ordinary, Prediction withLittleRoom) {

  static LanePlan of(Spec spec) {
    return new LanePlan(
        spec,
        Script.initiator(spec),
        Script.responder(spec),
        Oracle.predict(spec),
        Oracle.predictWithLittleRoom(spec));
  }

  /** What theory allows on this host with its current settings. */
  Prediction prediction(TcpStack stack) {
    return ordinary.equals(withLittleRoom) || !stack.givesLittleRoom() ? ordinary : withLittleRoom;
  }
}
