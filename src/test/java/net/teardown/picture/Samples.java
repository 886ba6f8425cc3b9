package net.teardown.picture;

import static net.teardown.picture.Runs.draft;
import static net.teardown.picture.Runs.kernel;
import static net.teardown.picture.Runs.sends;

import java.util.LinkedHashMap;
import java.util.Map;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;

/** One sample run of every kind, with its transcript written by hand. */
final class Samples {

  private static final int MIB = 1024 * 1024;

  private Samples() {}

  static Map<String, Experiment> all() {
    Map<String, Experiment> all = new LinkedHashMap<>();
    all.put("reset", reset());
    all.put("cleanEof", cleanEof());
    all.put("hiddenReset", hiddenReset());
    all.put("drained", drained());
    all.put("dataAfterClose", dataAfterClose());
    all.put("halfClosedInitiator", halfClosedInitiator());
    all.put("initiatorCloses", initiatorCloses());
    all.put("largeReplyCutShort", largeReplyCutShort());
    all.put("largeReplyWhole", largeReplyWhole());
    all.put("abort", abort());
    all.put("refused", refused());
    all.put("timedOut", timedOut());
    all.put("inconclusive", inconclusive());
    all.put("surprising", surprising());
    all.putAll(AcrossSamples.all());
    return all;
  }

  static Experiment reset() {
    Runs run = Runs.of(draft(5, 1, 0, Closer.RESPONDER, false, false, null, 0, false)).connected();
    run.responder().received(52, 1).did(53, 54, Call.UNREAD, null, 4L, null).closed(58, 4);
    run.initiator()
        .sent(41, 5)
        .saw(62, kernel(false, false, true, TcpState.CLOSE, "ECONNRESET"))
        .failed(69, Call.RECV, "ECONNRESET")
        .closed(70);
    return run.outcome();
  }

  /** Both ends were silent for 3 s, and the byte that ended it was left unread. */
  static Experiment silent() {
    Runs run = Runs.of(sends(5).with(SpecFields.IDLE_MILLIS, 3_000)).connected();
    run.responder().received(52, 5).did(53, 54, Call.UNREAD, null, 0L, null).closed(3_000_080, 1);
    run.initiator()
        .sent(41, 5)
        .did(3_000_050, 3_000_058, Call.SEND_AFTER_IDLE, 1L, 1L, null)
        .saw(3_000_085, kernel(false, false, true, TcpState.CLOSE, "ECONNRESET"))
        .failed(3_000_090, Call.RECV, "ECONNRESET")
        .closed(3_000_095);
    return run.outcome();
  }

  static Experiment cleanEof() {
    Runs run = Runs.of(sends(1)).connected();
    run.responder().received(52, 1).closed(58, 0);
    run.initiator()
        .sent(41, 1)
        .saw(62, kernel(true, true, false, TcpState.CLOSE_WAIT, null))
        .received(69, 0)
        .closed(70);
    return run.outcome();
  }

  static Experiment hiddenReset() {
    Runs run = Runs.of(draft(5, 1, 9, Closer.RESPONDER, true, false, null, 0, false)).connected();
    run.responder().received(52, 1).sent(54, 9).shutdown(60).closed(64, 4);
    run.initiator()
        .sent(41, 5)
        .received(58, 9)
        .saw(68, kernel(true, true, true, TcpState.CLOSE, "EPIPE"))
        .received(74, 0)
        .closed(80);
    return run.outcome();
  }

  static Experiment drained() {
    Runs run = Runs.of(draft(5, 1, 9, Closer.RESPONDER, true, true, null, 0, false)).connected();
    run.responder()
        .received(52, 1)
        .sent(54, 9)
        .shutdown(60)
        .received(63, 4)
        .received(80, 0)
        .closed(82, 0);
    run.initiator()
        .sent(41, 5)
        .received(58, 9)
        .received(70, 0)
        .shutdown(74)
        .saw(90, kernel(true, true, false, TcpState.CLOSE, null))
        .closed(95);
    return run.outcome();
  }

  static Experiment dataAfterClose() {
    Runs run = Runs.of(draft(5, 5, 0, Closer.RESPONDER, false, false, null, 3, false)).connected();
    run.responder().received(52, 5).closed(58, 0);
    run.initiator()
        .sent(41, 5)
        .sent(66, 3)
        .saw(72, kernel(true, true, true, TcpState.CLOSE, "EPIPE"))
        .received(79, 0)
        .closed(84);
    return run.outcome();
  }

  static Experiment halfClosedInitiator() {
    Runs run = Runs.of(draft(5, 5, 9, Closer.RESPONDER, false, false, null, 0, true)).connected();
    run.responder().received(52, 5).sent(54, 9).closed(60, 0);
    run.initiator()
        .sent(41, 5)
        .shutdown(45)
        .received(58, 9)
        .received(70, 0)
        .saw(74, kernel(true, true, false, TcpState.TIME_WAIT, null))
        .closed(80);
    return run.outcome();
  }

  static Experiment initiatorCloses() {
    Runs run = Runs.of(draft(5, 2, 9, Closer.INITIATOR, false, false, null, 0, false)).connected();
    run.responder()
        .received(52, 5)
        .sent(54, 9)
        .saw(72, kernel(false, false, true, TcpState.CLOSE, "ECONNRESET"))
        .failed(80, Call.RECV, "ECONNRESET")
        .closed(82);
    run.initiator().sent(41, 5).received(60, 2).closed(66, 7);
    return run.outcome();
  }

  static Experiment largeReplyCutShort() {
    SpecDraft late =
        draft(5, 1, MIB, Closer.RESPONDER, true, false, null, 0, false)
            .overriddenBy(SpecDraft.of(SpecFields.OBSERVER_READS, ObserverReads.LATE));
    Runs run = Runs.of(late).connected();
    run.responder()
        .received(52, 1)
        .did(60, 900, Call.SEND, (long) MIB, 524_288L, null)
        .did(900, 1800, Call.SEND, 524_288L, 524_288L, null, 3)
        .shutdown(1810)
        .closed(1820, 4);
    run.initiator()
        .sent(41, 5)
        .saw(1830, kernel(false, false, true, TcpState.CLOSE, "ECONNRESET"))
        .did(1840, 1860, Call.RECV, 65536L, 65536L, null)
        .did(1860, 1880, Call.RECV, 65536L, 62464L, null)
        .failed(1885, Call.RECV, "ECONNRESET")
        .closed(1890);
    return run.outcome();
  }

  static Experiment largeReplyWhole() {
    Runs run =
        Runs.of(draft(5, 5, 16 * MIB, Closer.RESPONDER, false, false, null, 0, false)).connected();
    run.responder()
        .received(52, 5)
        .did(60, 9800, Call.SEND, 16L * MIB, 16L * MIB, null, 64)
        .closed(9900, 0);
    run.initiator()
        .sent(41, 5)
        .did(80, 9850, Call.RECV, 65536L, 16L * MIB, null, 301)
        .received(9920, 0)
        .saw(9930, kernel(true, true, false, TcpState.CLOSE_WAIT, null))
        .closed(12_345);
    return run.outcome();
  }

  static Experiment abort() {
    Runs run = Runs.of(draft(5, 5, 0, Closer.RESPONDER, false, false, 0, 0, false)).connected();
    run.responder().linger(42, 0).received(52, 5).closed(58, 0);
    run.initiator()
        .sent(41, 5)
        .failed(66, Call.RECV, "ECONNRESET")
        .saw(68, kernel(false, false, true, TcpState.CLOSE, null))
        .closed(74);
    return run.outcome();
  }

  static Experiment refused() {
    Runs run = Runs.of(sends(5));
    run.initiator()
        .did(0, 3, Call.SOCKET, null, 3L, null)
        .did(4, 21, Call.CONNECT, null, null, "ECONNREFUSED")
        .closed(30);
    run.responder().address(null);
    return run.outcome();
  }

  static Experiment timedOut() {
    Runs run = Runs.of(draft(5, 1, 0, Closer.RESPONDER, false, false, null, 0, false)).connected();
    run.responder().received(52, 1).closed(58, 4);
    run.initiator()
        .sent(41, 5)
        .failed(5_000_100, Call.RECV, "EAGAIN")
        .saw(5_000_110, kernel(false, false, false, TcpState.ESTABLISHED, null))
        .stoppedIn(Phase.OBSERVE, 5_000_120);
    return run.outcome();
  }

  static Experiment inconclusive() {
    Runs run =
        Runs.of(draft(16 * MIB, 16 * MIB, 0, Closer.RESPONDER, false, false, null, 0, false))
            .connected();
    run.responder().stoppedIn(Phase.RECEIVE, 5_000_020);
    run.initiator()
        .did(45, 1000, Call.SEND, 16L * MIB, 3_900_123L, null, 60)
        .did(1001, 1002, Call.SEND, 12_877_093L, null, "EAGAIN")
        .stoppedIn(Phase.SEND, 5_000_010);
    return run.outcome();
  }

  /** Nothing was unread, but a reset came and no FIN: something in between resets connections. */
  static Experiment surprising() {
    Runs run = Runs.of(sends(5)).label("<script>&\"").connected();
    run.responder().received(52, 5).closed(58, 0);
    run.initiator()
        .sent(41, 5)
        .failed(66, Call.RECV, "ECONNRESET")
        .saw(68, kernel(false, false, true, TcpState.CLOSE, null))
        .closed(74);
    return run.outcome();
  }
}
