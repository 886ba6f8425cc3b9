package net.teardown.picture;

import static net.teardown.picture.Runs.draft;
import static net.teardown.picture.Runs.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** Sample runs between two hosts, with transcripts written by hand. */
final class AcrossSamples {

  static final long CLOCK_ERROR_MICROS = 180;

  private AcrossSamples() {}

  static Map<String, Experiment> all() {
    Map<String, Experiment> all = new LinkedHashMap<>();
    all.put("acrossReset", reset());
    all.put("acrossTranslated", translated());
    all.put("acrossInjected", injected());
    all.put("acrossProbed", probed());
    all.put("acrossSilent", silent());
    return all;
  }

  /**
   * The paper's case at a round trip of 20 ms. The responder's clock seems to be behind, within the
   * error to which its offset is known.
   */
  static Experiment reset() {
    Runs run = run(5, 1, 0, false);
    run.initiator().did(21_052, 21_060, Call.SEND_TICKET, 16L, 16L, null).sent(21_062, 5);
    run.responder()
        .did(20_900, 20_930, Call.ACCEPT, null, 0L, null)
        .did(20_940, 41_040, Call.RECV_TICKET, 16L, 16L, null)
        .received(41_052, 1)
        .closed(41_130, 4);
    run.initiator()
        .failed(61_240, Call.RECV, "ECONNRESET")
        .saw(61_250, kernel(false, false, true, TcpState.CLOSE, null))
        .closed(61_300);
    return run.outcome(between(null));
  }

  /**
   * A proxy receives the abort and ends its other connection with a FIN; the direct run ends in a
   * reset.
   */
  static Experiment translated() {
    Runs run = run(5, 1, 9, false);
    run.initiator().did(250, 256, Call.SEND_TICKET, 16L, 16L, null).sent(258, 5);
    run.responder()
        .did(300, 310, Call.ACCEPT, null, 0L, null)
        .did(311, 390, Call.RECV_TICKET, 16L, 16L, null)
        .received(395, 1)
        .sent(430, 9)
        .closed(800, 4);
    run.initiator()
        .received(700, 9)
        .received(1_100, 0)
        .saw(251_000, kernel(true, true, false, TcpState.CLOSE_WAIT, null))
        .closed(251_040);
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(
                new Finding(
                    Kind.RESET_TRANSLATED_OR_DROPPED,
                    true,
                    "Something in between keeps the reset to itself, so that an abort looks like a"
                        + " clean end.",
                    List.of(
                        "the responder closed with 4 bytes unread, in state ESTABLISHED",
                        "the initiator saw a FIN and no RST")),
                new Finding(
                    Kind.ADDRESS_TRANSLATED,
                    true,
                    "The responder saw another address than the initiator's own: a NAT or a proxy"
                        + " lies between.",
                    List.of(
                        "the initiator is 127.0.0.1:41234 to itself and 10.2.0.1:50000 to the"
                            + " responder"))));
    Comparison direct =
        new Comparison(
            Compare.DIRECT, null, "10.0.0.2:8007", Verdict.RESET, null, Delivery.WHOLE, true, true);
    return run.outcome(between(diagnosis), direct);
  }

  /** Everything was read, yet a reset arrived that the responder didn't send. */
  static Experiment injected() {
    Runs run = run(5, 5, 0, false);
    run.initiator().did(250, 256, Call.SEND_TICKET, 16L, 16L, null).sent(258, 5);
    run.responder()
        .did(300, 310, Call.ACCEPT, null, 0L, null)
        .did(311, 390, Call.RECV_TICKET, 16L, 16L, null)
        .received(395, 5)
        .closed(900, 0);
    run.initiator()
        .failed(1_400, Call.RECV, "ECONNRESET")
        .saw(1_420, kernel(false, false, true, TcpState.CLOSE, null))
        .closed(1_450);
    return run.outcome(
        between(
            new Diagnosis(
                List.of(
                    new Finding(
                        Kind.RESET_INJECTED,
                        true,
                        "A reset came that the closer never sent: something in between ends"
                            + " connections by RST.",
                        List.of("the responder closed with nothing unread"))))));
  }

  /** A clean end, and a byte sent afterwards that something in between acknowledges. */
  static Experiment probed() {
    Runs run = run(5, 5, 0, false);
    run.initiator().did(250, 256, Call.SEND_TICKET, 16L, 16L, null).sent(258, 5);
    run.responder()
        .did(300, 310, Call.ACCEPT, null, 0L, null)
        .did(311, 390, Call.RECV_TICKET, 16L, 16L, null)
        .received(395, 5)
        .closed(900, 0);
    run.initiator()
        .received(1_100, 0)
        .saw(6_000, kernel(true, true, false, TcpState.CLOSE_WAIT, null))
        .did(6_010, 6_014, Call.PROBE, 1L, 1L, null)
        .probe(ProbeAnswer.ACKNOWLEDGED)
        .closed(306_100);
    return run.outcome(
        between(
            new Diagnosis(
                List.of(
                    new Finding(
                        Kind.ENDED_IN_BETWEEN,
                        true,
                        "Something in between ends the connection itself: it acknowledges bytes"
                            + " for a peer whose socket is gone.",
                        List.of("a byte sent afterwards was acknowledged"))))));
  }

  /**
   * A proxy without a backend: it accepts everything and ends cleanly, but the responder is never
   * reached.
   */
  static Experiment silent() {
    Runs run = run(5, 1, 0, false);
    run.initiator()
        .did(250, 256, Call.SEND_TICKET, 16L, 16L, null)
        .sent(258, 5)
        .received(700, 0)
        .saw(5_000, kernel(true, true, false, TcpState.CLOSE_WAIT, null))
        .closed(5_040);
    run.responder().address(null);
    return run.inconclusive(Reason.TICKET_NOT_CLAIMED, null)
        .outcome(new PathFacts(responder(null), null, null));
  }

  static Runs run(int sent, int read, int reply, boolean shutdown) {
    Runs run =
        Runs.of(
            draft(sent, read, reply, Closer.RESPONDER, shutdown, false, null, 0, false)
                .overriddenBy(to("probe-b", sent)));
    run.initiator()
        .did(0, 18, Call.SOCKET, null, 3L, null)
        .did(18, 240, Call.CONNECT, null, 0L, null);
    run.responder().address("10.0.0.2:8007");
    return run;
  }

  static SpecDraft to(String host, int sent) {
    return SpecDraft.of(SpecFields.BYTES_SENT, sent).with(SpecFields.TARGET_HOST, host);
  }

  private static PathFacts between(@Nullable Diagnosis diagnosis) {
    return new PathFacts(responder("10.2.0.1:50000"), CLOCK_ERROR_MICROS, diagnosis);
  }

  private static RespondingInstance responder(@Nullable String initiatorSeenAs) {
    return new RespondingInstance(
        UUID.fromString("019a9f7e-0000-7000-8000-00000000000b"),
        "probe-b",
        "0.1.0",
        8007,
        initiatorSeenAs,
        "posix",
        EvidenceLevel.KERNEL,
        null);
  }
}
