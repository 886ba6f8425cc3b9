package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Builds both ends' transcripts of one run, with the steps that their scripts record, and has the
 * real judge judge them. By default the run is as on a direct path.
 */
final class Account {

  static final String INITIATOR = "10.1.0.2:41234";
  static final String RESPONDER = "10.2.0.2:8007";

  private final Spec spec;
  private final List<Step> closersSteps = new ArrayList<>();
  private final List<Step> observersSteps = new ArrayList<>();
  private Verdict verdict = Verdict.CLEAN_EOF;
  private @Nullable TcpState state;
  private long unread;
  private boolean kernelAtCloser = true;
  private EvidenceLevel level = EvidenceLevel.KERNEL;
  private long closersBytesRead;
  private long closersBytesAccepted;
  private long observersBytesRead;
  private long observersBytesAccepted;
  private @Nullable Long alteredAt;
  private @Nullable ProbeAnswer probe;
  private @Nullable Phase observerStoppedIn;
  private String seenAs = INITIATOR;
  private @Nullable String precededBy;
  private Environments environments = Environments.UNKNOWN;
  private boolean settled = true;
  private boolean acknowledged = true;
  private boolean drainedToTheEnd;
  private long closeTookMicros = 3;
  private long watchedMicros;
  private long clock;
  private @Nullable Step closerError;
  private @Nullable TcpCounts closersTcp;
  private @Nullable TcpCounts observersTcp;
  private @Nullable Phase closerStoppedIn;
  private @Nullable String answerToByte;
  private boolean closesLong;
  private boolean readsEndOfStream;
  private @Nullable EndTls closersTls;
  private @Nullable EndTls observersTls;

  Account(Spec spec) {
    this.spec = spec;
    unread = spec.close().drainBeforeClose() ? 0 : spec.plannedUnread();
    closersBytesRead =
        spec.close().drainBeforeClose()
            ? spec.observerSends() + spec.exchange().bytesAfterIdle()
            : spec.close().bytesRead();
    closersBytesAccepted = spec.closerSends();
    observersBytesRead = spec.closerSends();
    observersBytesAccepted = (long) spec.observerSends() + spec.exchange().bytesSentAfterClose();
    drainedToTheEnd = spec.close().drainBeforeClose();
    state = ordinaryState();
  }

  /** Says under which settings of the hosts the run was made. */
  Account under(Environments settings) {
    environments = settings;
    return this;
  }

  private TcpState ordinaryState() {
    if (spec.close().drainBeforeClose()) {
      return TcpState.CLOSE;
    }
    if (spec.observerHalfCloses()) {
      return spec.closerHalfCloses() ? TcpState.LAST_ACK : TcpState.CLOSE_WAIT;
    }
    return spec.closerHalfCloses() ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED;
  }

  /** Sets how the connection ended for the observer. */
  Account ended(Verdict seen) {
    verdict = seen;
    return this;
  }

  Account inState(TcpState closersState) {
    state = closersState;
    return this;
  }

  Account unread(long bytes) {
    unread = bytes;
    return this;
  }

  Account closerRead(long bytes) {
    closersBytesRead = bytes;
    return this;
  }

  Account accepted(long bytes) {
    closersBytesAccepted = bytes;
    return this;
  }

  Account observerRead(long bytes) {
    observersBytesRead = bytes;
    return this;
  }

  Account observerSent(long bytes) {
    observersBytesAccepted = bytes;
    return this;
  }

  Account alteredAt(long offset) {
    alteredAt = offset;
    return this;
  }

  /** Sets what became of the probe; an unacknowledged one was retransmitted three times. */
  Account probed(@Nullable ProbeAnswer answer) {
    probe = answer;
    if (answer == ProbeAnswer.UNACKNOWLEDGED) {
      observersTcp = probing(0, 3);
    }
    return this;
  }

  Account seenAs(String address) {
    seenAs = address;
    return this;
  }

  Account precededBy(String bytes) {
    precededBy = bytes;
    return this;
  }

  Account notSettled() {
    settled = false;
    return this;
  }

  Account notAcknowledged() {
    acknowledged = false;
    return this;
  }

  Account drainBoundPassed() {
    drainedToTheEnd = false;
    state = TcpState.FIN_WAIT_2;
    return this;
  }

  /** The deadline stopped the observer this long after the closer's close. */
  Account cutOffAfter(long micros) {
    watchedMicros = micros;
    settled = false;
    observerStoppedIn = Phase.OBSERVE;
    return this;
  }

  Account closeTook(long micros) {
    closeTookMicros = micros;
    return this;
  }

  Account observerStoppedIn(Phase phase) {
    observerStoppedIn = phase;
    return this;
  }

  Account atApplicationLevel() {
    level = EvidenceLevel.APPLICATION;
    return this;
  }

  /** The closer's stack can't ask its kernel. */
  Account closerWithoutKernel() {
    kernelAtCloser = false;
    return this;
  }

  /** Sets the error that a call, or SO_ERROR, returned to the closer right before its close. */
  Account closerTold(Call call, String symbol) {
    closerError = new Step(0, 0, call, null, null, symbol, 1);
    return this;
  }

  /** The closer's recv returns 0 behind an error, as it does once the connection is gone. */
  Account closerReadsEndOfStreamAfterwards() {
    readsEndOfStream = true;
    return this;
  }

  /** What both ends saw of TLS; all that is told of their kernels' counts. */
  Account inTls(EndTls closers, EndTls observers) {
    closersTls = closers;
    observersTls = observers;
    return this;
  }

  /**
   * The byte that ends the silence never reaches the closer, which closes long after.
   *
   * @param answer the error that answers it at the observer; null for none
   */
  Account forgotten(@Nullable String answer) {
    unread -= spec.close().drainBeforeClose() ? 0 : 1;
    closersBytesRead -= spec.close().drainBeforeClose() ? 1 : 0;
    answerToByte = answer;
    closesLong = true;
    return this;
  }

  /** The closer closes right after the observer was told. */
  Account closedSoon() {
    closesLong = false;
    return this;
  }

  /** Sets what the kernels counted. */
  Account counted(@Nullable TcpCounts closers, @Nullable TcpCounts observers) {
    closersTcp = closers;
    observersTcp = observers;
    return this;
  }

  /** The deadline stopped the closer in this phase, before its close. */
  Account closerStoppedIn(Phase phase) {
    closerStoppedIn = phase;
    return this;
  }

  /** Counts of a path that neither loses nor reorders. */
  static TcpCounts quiet() {
    return counts(0, 0, 0);
  }

  /**
   * Counts with these numbers of retransmissions, of reorderings seen by the sender, and of packets
   * received out of order.
   */
  static TcpCounts counts(long retransmits, long reordered, long outOfOrder) {
    return new TcpCounts(
        retransmits, 0L, reordered, outOfOrder, 0L, 300L, 30L, 1500L, 1448L, 0L, 0L, 0L, 64_256L);
  }

  /** Counts with bytes that have had no time to be acknowledged. */
  static TcpCounts underWay(long bytes) {
    return new TcpCounts(0L, 0L, 0L, 0L, 0L, 300L, 30L, 1500L, 1448L, 1L, bytes, 0L, 64_256L);
  }

  /** Counts with bytes that stay unacknowledged after retransmissions. */
  static TcpCounts unanswered(long bytes, long timesAgain) {
    return new TcpCounts(
        timesAgain + 1, timesAgain, 0L, 0L, 0L, 300L, 30L, 1500L, 1448L, 1L, bytes, 0L, 64_256L);
  }

  /** Counts in which only the byte that is sent after the evidence stays unacknowledged. */
  static TcpCounts probing(long retransmits, long timesAgain) {
    return new TcpCounts(
        retransmits, timesAgain, 0L, 0L, 0L, 300L, 30L, 1500L, 1448L, 1L, 1L, 0L, 64_256L);
  }

  /** The run with the findings of its diagnosis. */
  Repeats.Run run() {
    TwoEndedRun run = twoEndedRun();
    return new Repeats.Run(
        spec,
        run.judgement(),
        new Ends.TwoHosts(
            run.initiator(),
            run.responder(),
            new PathFacts(null, null, Diagnostician.diagnose(run))));
  }

  TwoEndedRun twoEndedRun() {
    boolean responderCloses = spec.closer() == Closer.RESPONDER;
    EndRecord observer = spec.exchange().idleMillis() > 0 ? observer() : null;
    clock += closesLong ? 3_000_000 : 0;
    EndRecord closer = closer();
    observer = observer == null ? observer() : observer;
    EndRecord initiator = responderCloses ? observer : closer;
    EndRecord responder = responderCloses ? closer : observer;
    return new TwoEndedRun(
        spec,
        environments,
        Judge.judge(initiator, responder, spec.closer()),
        level,
        initiator,
        responder,
        seenAs,
        precededBy,
        settled);
  }

  private EndRecord closer() {
    List<Step> steps = closersSteps;
    boolean initiates = spec.closer() == Closer.INITIATOR;
    open(steps, initiates);
    if (initiates) {
      moved(steps, Call.SEND, closersBytesAccepted);
      if (spec.exchange().initiatorHalfCloses()) {
        did(steps, Call.SHUTDOWN_WRITE, null, 0);
      }
    }
    moved(steps, Call.RECV, spec.close().bytesRead());
    did(steps, Call.UNREAD, null, unread);
    if (!initiates) {
      moved(steps, Call.SEND, closersBytesAccepted);
    }
    if (spec.exchange().observerReads() == ObserverReads.PROMPT && closersBytesAccepted > 0) {
      did(steps, Call.UNACKNOWLEDGED, null, acknowledged ? 0 : closersBytesAccepted);
    }
    if (spec.close().shutdownBeforeClose()) {
      did(steps, Call.SHUTDOWN_WRITE, null, 0);
    }
    if (spec.close().drainBeforeClose()) {
      moved(steps, Call.RECV, closersBytesRead - spec.close().bytesRead());
      if (drainedToTheEnd) {
        did(steps, Call.RECV, 65_536L, 0);
      }
    }
    if (spec.close().lingerSeconds() != null) {
      did(steps, Call.LINGER, (long) spec.close().lingerSeconds(), 0);
    }
    if (closerError != null) {
      steps.add(closerError);
    }
    if (readsEndOfStream) {
      did(steps, Call.RECV, 65_536L, 0);
    }
    did(steps, Call.TCP_INFO, null, 1);
    if (closerStoppedIn == null) {
      did(steps, Call.UNREAD, null, unread);
      steps.add(new Step(clock, clock + closeTookMicros, Call.CLOSE, null, 0L, null, 1));
    }
    return new EndRecord(
        initiates ? INITIATOR : RESPONDER,
        closersBytesRead,
        closersBytesAccepted,
        kernelAtCloser ? unread : null,
        kernelAtCloser ? state : null,
        closersTcp,
        alteredAt,
        null,
        closerStoppedIn,
        steps,
        null,
        closersTls);
  }

  private EndRecord observer() {
    List<Step> steps = observersSteps;
    boolean initiates = spec.closer() == Closer.RESPONDER;
    open(steps, initiates);
    moved(steps, Call.SEND, observersBytesAccepted);
    if (spec.observerHalfCloses()) {
      did(steps, Call.SHUTDOWN_WRITE, null, 0);
    }
    moved(steps, Call.RECV, observersBytesRead);
    if (spec.exchange().idleMillis() > 0) {
      did(steps, Call.SEND_AFTER_IDLE, 1L, 1);
    }
    if (answerToByte != null) {
      steps.add(new Step(clock, clock + 2, Call.RECV, 65_536L, null, answerToByte, 1));
    }
    if (probe != null && probe != ProbeAnswer.NOT_SENT) {
      did(steps, Call.PROBE, 1L, 1);
    }
    clock += watchedMicros;
    did(steps, Call.TCP_INFO, null, 1);
    did(steps, Call.CLOSE, null, 0);
    boolean fin = verdict == Verdict.CLEAN_EOF || verdict == Verdict.EOF_THEN_RESET;
    boolean reset = verdict == Verdict.RESET || verdict == Verdict.EOF_THEN_RESET;
    Evidence evidence = new Evidence(fin, fin, reset, false, null, null, null, null);
    return new EndRecord(
        initiates ? INITIATOR : RESPONDER,
        observersBytesRead,
        observersBytesAccepted,
        null,
        null,
        observersTcp,
        null,
        probe,
        observerStoppedIn,
        steps,
        evidence,
        observersTls);
  }

  private void open(List<Step> steps, boolean initiates) {
    did(steps, initiates ? Call.CONNECT : Call.ACCEPT, null, 0);
    did(steps, initiates ? Call.SEND_TICKET : Call.RECV_TICKET, 16L, 16);
  }

  private void moved(List<Step> steps, Call call, long bytes) {
    if (bytes > 0) {
      did(steps, call, bytes, bytes);
    }
  }

  private void did(List<Step> steps, Call call, @Nullable Long bytes, long result) {
    steps.add(new Step(clock, clock + 2, call, bytes, result, null, 1));
    clock += 10;
  }
}
