package net.teardown.experiment.evidence;

import java.util.List;
import java.util.Set;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a connection ended, from the ends' transcripts alone. It never sees the spec.
 *
 * <p>The rules apply in this order of precedence: what can't be judged, what never connected, an
 * RST without a FIN, an RST after a FIN, a connection given up (ETIMEDOUT), a FIN alone.
 */
public final class Judge {

  private static final String NO_ADDRESS = "EADDRNOTAVAIL";
  private static final Set<String> NO_PORT = Set.of(NO_ADDRESS, "EADDRINUSE");
  private static final Set<String> NO_RESOURCES = Set.of("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM");

  private Judge() {}

  /**
   * Judges a run.
   *
   * @param initiator the end that connected
   * @param responder the end that accepted
   * @param closer which of the two closed first
   */
  public static Judgement judge(EndFacts initiator, EndFacts responder, Closer closer) {
    EndFacts observer = closer == Closer.RESPONDER ? initiator : responder;
    EndFacts closing = closer == Closer.RESPONDER ? responder : initiator;
    Reason local = localFailure(initiator);
    if (local == null) {
      local = localFailure(responder);
    }
    if (local != null) {
      return inconclusive(local, connected(initiator));
    }
    if (!connected(initiator)) {
      return neverConnected(initiator);
    }
    Evidence evidence = observer.evidence();
    if (!closing.closed()) {
      return inconclusive(deadline(closing.stoppedIn()), true);
    }
    if (evidence == null) {
      return inconclusive(deadline(observer.stoppedIn()), true);
    }
    if (evidence.contradictory()) {
      return inconclusive(Reason.CONTRADICTORY_EVIDENCE, true);
    }
    if (evidence.undecided()) {
      return inconclusive(Reason.TIME_WAIT_UNDECIDABLE, true);
    }
    Verdict ending = ending(evidence);
    if (ending == Verdict.CLEAN_EOF
        && observer.stoppedIn() == Phase.SETTLE
        && !observer.unanswered()) {
      return inconclusive(Reason.DEADLINE_IN_SETTLING, true);
    }
    return new Judgement(
        ending, null, Delivery.of(closing.bytesAccepted(), observer.bytesRead()), true);
  }

  /**
   * Judges a run between two hosts whose transcripts are both known. Bytes that the closer still
   * waited for at the deadline count as never arrived: the network lost them.
   */
  public static Judgement acrossHosts(EndRecord initiator, EndRecord responder, Closer closer) {
    Judgement judgement = judge(initiator, responder, closer);
    return judgement.reason() == Reason.DEADLINE_IN_RECEIVE
            || judgement.reason() == Reason.DEADLINE_IN_ARRIVAL
        ? inconclusive(Reason.BYTES_NEVER_ARRIVED, judgement.connected())
        : judgement;
  }

  /**
   * Judges a run whose other end sent no transcript: this end can only tell whether it connected.
   *
   * @param why there is no transcript of the other end
   */
  public static Judgement withoutTheOtherEnd(EndRecord initiator, Reason why) {
    Reason local = localFailure(initiator);
    if (local != null) {
      return inconclusive(local, connected(initiator));
    }
    boolean tried =
        initiator.firstErrorOf(Call.CONNECT) != null
            || hasNoAddress(initiator)
            || initiator.stoppedIn() == Phase.CONNECT;
    return tried && !connected(initiator)
        ? neverConnected(initiator)
        : inconclusive(why, connected(initiator));
  }

  /**
   * Judges a run with a third-party server from the initiator's transcript alone.
   *
   * @param stop why the initiator stopped
   */
  public static Judgement ofServer(EndRecord initiator, StopReason stop) {
    Reason local = localFailure(initiator);
    if (local != null) {
      return inconclusive(local, connected(initiator));
    }
    if (!connected(initiator)) {
      return neverConnected(initiator);
    }
    Evidence evidence = initiator.evidence();
    if (evidence == null) {
      return stop == StopReason.CLOSED || stop == StopReason.CONNECTED
          ? new Judgement(Verdict.NOT_OBSERVED, null, Delivery.UNKNOWN, true)
          : inconclusive(deadline(initiator.stoppedIn()), true);
    }
    if (evidence.contradictory()) {
      return inconclusive(Reason.CONTRADICTORY_EVIDENCE, true);
    }
    if (evidence.undecided()) {
      return inconclusive(Reason.TIME_WAIT_UNDECIDABLE, true);
    }
    Verdict ending = ending(evidence);
    if (ending == Verdict.TIMED_OUT && !evidence.timedOut()) {
      return switch (stop) {
        case REPLY_COMPLETE, SILENT ->
            new Judgement(Verdict.KEPT_OPEN, notTaken(initiator), Delivery.UNKNOWN, true);
        case STILL_SENDING ->
            new Judgement(Verdict.KEPT_OPEN, Reason.STILL_SENDING, Delivery.UNKNOWN, true);
        case BOTH_BLOCKED_WRITING ->
            new Judgement(ending, Reason.BOTH_BLOCKED_WRITING, Delivery.UNKNOWN, true);
        case DEADLINE -> new Judgement(ending, notTaken(initiator), Delivery.UNKNOWN, true);
        case END_OF_INPUT, WRITE_FAILED, CLOSED, CONNECTED ->
            new Judgement(ending, null, Delivery.UNKNOWN, true);
      };
    }
    if (ending == Verdict.CLEAN_EOF && initiator.stoppedIn() == Phase.SETTLE) {
      return inconclusive(Reason.DEADLINE_IN_SETTLING, true);
    }
    return new Judgement(ending, null, Delivery.UNKNOWN, true);
  }

  /** The reason of a server that ends nothing and takes nothing more; null if it takes all. */
  private static @Nullable Reason notTaken(EndRecord initiator) {
    return initiator.tcp() != null && initiator.tcp().heldBack() ? Reason.NOT_TAKEN : null;
  }

  /** The judgement of a run that couldn't begin because this host lacked something. */
  public static Judgement notBegun(Reason why) {
    return inconclusive(why, false);
  }

  private static Verdict ending(Evidence evidence) {
    boolean fin = Boolean.TRUE.equals(evidence.finReceived());
    boolean reset = Boolean.TRUE.equals(evidence.resetReceived());
    if (evidence.unreachable() != null) {
      return Verdict.UNREACHABLE;
    }
    if (reset) {
      return fin ? Verdict.EOF_THEN_RESET : Verdict.RESET;
    }
    if (evidence.timedOut() || !fin) {
      return Verdict.TIMED_OUT;
    }
    return Verdict.CLEAN_EOF;
  }

  private static boolean connected(EndFacts initiator) {
    return initiator.succeededIn(Call.CONNECT);
  }

  private static Judgement neverConnected(EndFacts initiator) {
    String errno = initiator.firstErrorOf(Call.CONNECT);
    boolean noAddress = hasNoAddress(initiator);
    Verdict verdict;
    // connect(2) says EINVAL where no route leads there from the address that it is to come from.
    if (noAddress
        || "EINVAL".equals(errno)
        || (errno != null && Evidence.UNREACHABLE_ERRORS.contains(errno))) {
      verdict = Verdict.UNREACHABLE;
    } else {
      verdict =
          errno == null || errno.equals("ETIMEDOUT") ? Verdict.CONNECT_TIMED_OUT : Verdict.REFUSED;
    }
    return new Judgement(
        verdict, noAddress ? Reason.NO_ADDRESS_OF_FAMILY : null, Delivery.UNKNOWN, false);
  }

  /**
   * Whether its host has no address to connect from: none of that family is configured, or the host
   * doesn't support the family.
   */
  private static boolean hasNoAddress(EndFacts initiator) {
    return "EAFNOSUPPORT".equals(initiator.firstErrorOf(Call.SOCKET))
        || initiator.steps().stream()
            .anyMatch(step ->
                step.call() == Call.GETIFADDRS && step.result() != null && step.result() == 0);
  }

  /**
   * The shortage on this host that a call's error shows; null if the error shows none.
   *
   * @param errno the symbol, {@code EMFILE}
   */
  public static @Nullable Reason localFailure(String errno) {
    return NO_RESOURCES.contains(errno)
        ? Reason.NO_RESOURCES
        : NO_PORT.contains(errno) ? Reason.NO_LOCAL_PORT : null;
  }

  private static @Nullable Reason localFailure(EndFacts end) {
    List<String> errors = end.errors();
    for (int i = 0; i < errors.size(); i++) { // by index: this is on the way of every run
      Reason reason = localFailure(errors.get(i));
      if (reason != null && !(reason == Reason.NO_LOCAL_PORT && hasNoAddress(end))) {
        return NO_ADDRESS.equals(end.firstErrorOf(Call.BIND)) ? Reason.NO_SOURCE_ADDRESS : reason;
      }
    }
    return null;
  }

  private static Reason deadline(@Nullable Phase phase) {
    return switch (phase) {
      case ACCEPT -> Reason.DEADLINE_IN_ACCEPT;
      case SEND -> Reason.DEADLINE_IN_SEND;
      case RECEIVE -> Reason.DEADLINE_IN_RECEIVE;
      case ARRIVAL -> Reason.DEADLINE_IN_ARRIVAL;
      case ACKNOWLEDGEMENT -> Reason.DEADLINE_IN_ACKNOWLEDGEMENT;
      case DRAIN -> Reason.DEADLINE_IN_DRAIN;
      case CONNECT, HALF_CLOSE, CLOSE, OBSERVE, SETTLE -> Reason.DEADLINE_IN_CLOSE;
      case null -> Reason.CONTRADICTORY_EVIDENCE;
    };
  }

  private static Judgement inconclusive(Reason reason, boolean connected) {
    return new Judgement(Verdict.INCONCLUSIVE, reason, Delivery.UNKNOWN, connected);
  }
}
