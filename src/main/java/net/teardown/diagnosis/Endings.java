package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Quantity;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import org.jspecify.annotations.Nullable;

/**
 * Sets how the closer ended the connection beside how it ended for the observer. Every rule asks
 * first whether a direct path could have done the same, and says nothing then.
 */
final class Endings {

  private final TwoEndedRun said;
  private final CloserRecord closer;
  private final Evidence seen;
  private final boolean chance;
  private final List<Finding> findings = new ArrayList<>();

  private Endings(TwoEndedRun said, Evidence seen, boolean chance) {
    this.said = said;
    this.seen = seen;
    this.chance = chance;
    closer = new CloserRecord(said.closer(), Oracle.fitsUnread(said.spec()));
  }

  /**
   * What shows in how it ended.
   *
   * @param chance whether the path loses or reorders, so that nothing that chance may do is proved
   */
  static List<Finding> of(TwoEndedRun said, boolean chance) {
    Evidence seen = said.observer().evidence();
    return seen == null || !said.complete() || !(said.settled() || ObservedLongEnough.shown(said))
        ? List.of()
        : new Endings(said, seen, chance).find();
  }

  private List<Finding> find() {
    boolean allowed =
        Oracle.predict(said.spec())
            .allows(said.judgement().verdict(), said.judgement().delivery(), said.level());
    cutOff();
    if (!closer.failedBeforeClose()) {
      if (closer.stoodAtClose() && !allowed) {
        compare();
      } else if (closer.overAtClose() && !allowed) {
        injectedAfterBothFins();
      }
      truncated();
    }
    if (closer.stoodAtClose()) {
      endedInBetween();
    }
    return findings;
  }

  /**
   * The closer was told of a reset before its close, by somebody: the observer had neither aborted
   * nor closed by then.
   */
  private void cutOff() {
    boolean observerHalfClosed = said.observer().succeededIn(Call.SHUTDOWN_WRITE);
    String told = closer.resetBeforeClose(said.spec().observerHalfCloses());
    if (told != null && !seen.timedOut() && seen.unreachable() == null) {
      findings.add(
          FindingText.finding(
              Kind.CUT_OFF,
              true,
              List.of(
                  "the %s was told %s before it closed".formatted(said.closersName(), told),
                  "the %s had %s"
                      .formatted(
                          said.observersName(),
                          observerHalfClosed
                              ? "half-closed and read on"
                              : "neither closed nor aborted"),
                  "the %s saw %s".formatted(said.observersName(), end()))));
    }
  }

  private void compare() {
    switch (said.judgement().verdict()) {
      case CLEAN_EOF -> resetMissing();
      case EOF_THEN_RESET -> {
        if (finInvented()) {
          add(Kind.ENDED_IN_BETWEEN, false);
        }
        injected();
      }
      case RESET -> {
        finMissing();
        injected();
      }
      case TIMED_OUT -> nothingCame();
      case REFUSED, UNREACHABLE, CONNECT_TIMED_OUT, KEPT_OPEN, NOT_OBSERVED, INCONCLUSIVE -> {}
    }
  }

  /**
   * An abort, or bytes after the close, call for an RST; the observer saw a FIN alone. Behind a FIN
   * only its kernel could have told it of one.
   */
  private void resetMissing() {
    boolean aborted = closer.aborted() && !closer.mayHaveEndedByItself();
    boolean unanswered = closer.endedCleanly() && sentAfterClose();
    boolean shows =
        finInvented() || (said.level() == EvidenceLevel.KERNEL && (aborted || unanswered));
    if (shows) {
      add(
          Kind.RESET_TRANSLATED_OR_DROPPED,
          provenDropped() || probed(ProbeAnswer.ACKNOWLEDGED),
          aborted);
    }
  }

  /** A FIN came, though the closer aborted without a half-close: something in between made it. */
  private boolean finInvented() {
    return closer.aborted() && !closer.halfClosed() && Boolean.TRUE.equals(seen.finReceived());
  }

  /**
   * An RST without the FIN that was in front of it. A lost segment of the reply takes the FIN
   * behind it along (RFC 9293 3.10.7.4: what comes out of order may be dropped), so all of the
   * reply must have come.
   */
  private void finMissing() {
    boolean resetExpected = closer.aborted() || sentAfterClose();
    if (resetExpected && closer.finLeft() && nothingOfTheReplyIsMissing()) {
      add(Kind.FIN_BLOCKED, false);
    }
  }

  /**
   * An RST although the closer read everything that was sent to it. Bytes that came later would
   * have been answered by one.
   */
  private void injected() {
    boolean nothingCouldCome = said.closer().bytesRead() == said.observer().bytesAccepted();
    if (closer.endedCleanly() && nothingCouldCome) {
      add(Kind.RESET_INJECTED, false);
    }
  }

  /** A close in CLOSE sends nothing, and both FINs had done what they do. */
  private void injectedAfterBothFins() {
    if (said.judgement().verdict() == Verdict.EOF_THEN_RESET) {
      injected();
    }
  }

  private void nothingCame() {
    if (closer.aborted() && !closer.mayHaveEndedByItself()) {
      add(Kind.RESETS_BLOCKED, provenDropped());
    } else if (closer.endedCleanly()
        && !Boolean.TRUE.equals(seen.finReceived())
        && missingOfTheReply() < closer.longestSegment()) {
      // The last of the reply may have shared a segment with the FIN.
      add(Kind.FIN_BLOCKED, false);
    }
  }

  /**
   * A FIN comes in order, behind everything that was sent (RFC 9293 3.10.7.4): loss can't do it.
   */
  private void truncated() {
    boolean cleanEnd = said.judgement().verdict() == Verdict.CLEAN_EOF;
    if (cleanEnd
        && !closer.overAtClose()
        && said.observer().bytesRead() < said.closer().bytesAccepted()) {
      add(Kind.TRUNCATION_HIDDEN, said.level() == EvidenceLevel.KERNEL);
    }
  }

  /**
   * Data for a closed socket is answered by RST, never acknowledged. Where it got no answer at all,
   * however often it was sent again, the answer is dropped.
   */
  private void endedInBetween() {
    if (probed(ProbeAnswer.ACKNOWLEDGED)) {
      add(Kind.ENDED_IN_BETWEEN, true);
    } else if (probeStayedUnanswered() && findings.isEmpty()) {
      add(Kind.RESETS_BLOCKED, !chance);
    }
  }

  private boolean probed(ProbeAnswer answer) {
    return said.observer().probe() == answer;
  }

  private boolean probeStayedUnanswered() {
    return probed(ProbeAnswer.UNACKNOWLEDGED) && said.observer().unanswered();
  }

  /** One byte may be lost, and its answer; not three times more without any other trace of it. */
  private boolean provenDropped() {
    return probeStayedUnanswered() && !chance;
  }

  private boolean sentAfterClose() {
    return said.spec().exchange().bytesSentAfterClose() > 0
        && said.observer().bytesAccepted() > said.closer().bytesRead();
  }

  private boolean nothingOfTheReplyIsMissing() {
    return missingOfTheReply() <= 0;
  }

  private long missingOfTheReply() {
    return said.closer().bytesAccepted() - said.observer().bytesRead();
  }

  private void add(Kind kind, boolean confirmed) {
    add(kind, confirmed, closer.aborted());
  }

  private void add(Kind kind, boolean confirmed, boolean aborted) {
    List<String> evidence = new ArrayList<>();
    evidence.add("the %s %s".formatted(said.closersName(), closer.words()));
    evidence.add("the %s saw %s".formatted(said.observersName(), end()));
    if (kind == Kind.TRUNCATION_HIDDEN) {
      evidence.add(
          "the %s's kernel accepted %s, the %s read %s"
              .formatted(
                  said.closersName(),
                  Quantity.bytes(said.closer().bytesAccepted()),
                  said.observersName(),
                  Quantity.bytes(said.observer().bytesRead())));
    }
    String probe = probe();
    if (probe != null && kind != Kind.TRUNCATION_HIDDEN) {
      evidence.add(probe);
    }
    findings.add(FindingText.finding(kind, confirmed, aborted, evidence));
  }

  private String end() {
    boolean fin = Boolean.TRUE.equals(seen.finReceived());
    boolean reset = Boolean.TRUE.equals(seen.resetReceived());
    return fin
        ? reset ? "a FIN, then an RST" : "a FIN and no RST"
        : reset ? "an RST and no FIN" : "neither a FIN nor an RST";
  }

  private @Nullable String probe() {
    return switch (said.observer().probe()) {
      case UNACKNOWLEDGED -> "a byte sent afterwards was neither acknowledged nor answered";
      case ACKNOWLEDGED -> "a byte sent afterwards was acknowledged";
      case RESET -> "a byte sent afterwards was answered by an RST";
      case NOT_SENT -> null;
      case null -> null;
    };
  }
}
