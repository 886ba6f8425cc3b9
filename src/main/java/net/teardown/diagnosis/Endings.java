package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.Diagnosis.Finding;
import net.teardown.experiment.Diagnosis.Kind;
import net.teardown.experiment.Evidence;
import net.teardown.experiment.EvidenceLevel;
import net.teardown.experiment.Oracle;
import net.teardown.experiment.ProbeAnswer;
import net.teardown.experiment.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Sets how the closer ended the connection beside how it ended for the observer. Every rule asks
 * first whether a direct path could have done the same, and says nothing then.
 */
final class Endings {

  private final Testimony said;
  private final ClosingEnd closer;
  private final Evidence seen;
  private final List<Finding> findings = new ArrayList<>();

  private Endings(Testimony said, Evidence seen) {
    this.said = said;
    this.seen = seen;
    closer = new ClosingEnd(said.closer(), Oracle.fitsUnread(said.spec()));
  }

  static List<Finding> of(Testimony said) {
    Evidence seen = said.observer().evidence();
    return seen == null || !said.complete() || !(said.settled() || Patience.shown(said))
        ? List.of()
        : new Endings(said, seen).find();
  }

  private List<Finding> find() {
    boolean allowed =
        Oracle.predict(said.spec())
            .allows(said.judgement().verdict(), said.judgement().delivery(), said.level());
    if (closer.stoodAtClose() && !allowed) {
      compare();
    }
    truncated();
    if (closer.stoodAtClose()) {
      endedInBetween();
    }
    return findings;
  }

  private void compare() {
    switch (said.judgement().verdict()) {
      case CLEAN_EOF -> resetMissing();
      case EOF_THEN_RESET -> {
        finFromNowhere();
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
    if (finFromNowhere()) {
      return;
    }
    boolean aborted = closer.aborted() && !closer.mayHaveEndedByItself();
    boolean unanswered = closer.endedCleanly() && sentAfterClose();
    if (said.level() == EvidenceLevel.KERNEL && (aborted || unanswered)) {
      boolean dropped = probed(ProbeAnswer.UNACKNOWLEDGED) || probed(ProbeAnswer.ACKNOWLEDGED);
      add(Kind.RESET_TRANSLATED_OR_DROPPED, dropped);
    }
  }

  /**
   * A FIN that the closer never sent: it aborted without a half-close. Loss invents no FIN, so
   * something in between did.
   */
  private boolean finFromNowhere() {
    boolean invented =
        closer.aborted() && !closer.halfClosed() && Boolean.TRUE.equals(seen.finReceived());
    if (invented) {
      add(Kind.RESET_TRANSLATED_OR_DROPPED, said.level() == EvidenceLevel.KERNEL);
    }
    return invented;
  }

  /**
   * An RST without the FIN that was in front of it. A lost segment of the reply takes the FIN
   * behind it along (RFC 9293 3.10.7.4: what comes out of order may be dropped), so all of the
   * reply must have come.
   */
  private void finMissing() {
    boolean resetExpected = closer.aborted() || sentAfterClose();
    if (resetExpected && closer.finLeft() && nothingOfTheReplyIsMissing()) {
      add(Kind.FIN_BLOCKED, closer.finAcknowledged() && said.level() == EvidenceLevel.KERNEL);
    }
  }

  /**
   * An RST although the closer read everything that was sent to it. Bytes that came later would
   * have been answered by one.
   */
  private void injected() {
    boolean nothingCouldCome = said.closer().bytesRead() == said.observer().bytesAccepted();
    if (closer.endedCleanly() && nothingCouldCome) {
      add(Kind.RESET_INJECTED, said.level() == EvidenceLevel.KERNEL);
    }
  }

  private void nothingCame() {
    if (closer.aborted() && !closer.mayHaveEndedByItself()) {
      add(Kind.RESETS_BLOCKED, probed(ProbeAnswer.UNACKNOWLEDGED));
    } else if (closer.endedCleanly()
        && !Boolean.TRUE.equals(seen.finReceived())
        && nothingOfTheReplyIsMissing()) {
      add(Kind.FIN_BLOCKED, closer.finAcknowledged());
    }
  }

  /**
   * A FIN comes in order, behind everything that was sent (RFC 9293 3.10.7.4): loss can't do it.
   */
  private void truncated() {
    boolean cleanEnd = said.judgement().verdict() == Verdict.CLEAN_EOF;
    boolean gone = said.closer().stateAtClose() != null && !closer.stoodAtClose();
    if (cleanEnd && !gone && said.observer().bytesRead() < said.closer().bytesAccepted()) {
      add(Kind.TRUNCATION_HIDDEN, said.level() == EvidenceLevel.KERNEL);
    }
  }

  /**
   * Data for a closed socket is answered by RST, never acknowledged. Where it got no answer at all
   * the answer is dropped, unless this one segment was lost.
   */
  private void endedInBetween() {
    if (probed(ProbeAnswer.ACKNOWLEDGED)) {
      add(Kind.ENDED_IN_BETWEEN, true);
    } else if (probed(ProbeAnswer.UNACKNOWLEDGED) && findings.isEmpty()) {
      add(Kind.RESETS_BLOCKED, false);
    }
  }

  /** What the probe says; nothing where the deadline came before it could be waited for. */
  private boolean probed(ProbeAnswer answer) {
    return said.observer().probe() == answer && said.observer().stoppedIn() == null;
  }

  private boolean sentAfterClose() {
    return said.spec().bytesSentAfterClose() > 0
        && said.observer().bytesAccepted() > said.closer().bytesRead();
  }

  private boolean nothingOfTheReplyIsMissing() {
    return said.observer().bytesRead() >= said.closer().bytesAccepted();
  }

  private void add(Kind kind, boolean confirmed) {
    List<String> evidence = new ArrayList<>();
    evidence.add("the %s %s".formatted(said.closersName(), closer.words()));
    evidence.add("the %s saw %s".formatted(said.observersName(), end()));
    if (kind == Kind.TRUNCATION_HIDDEN) {
      evidence.add(
          "the %s's kernel accepted %s, the %s read %s"
              .formatted(
                  said.closersName(),
                  Sentences.bytes(said.closer().bytesAccepted()),
                  said.observersName(),
                  Sentences.bytes(said.observer().bytesRead())));
    }
    String probe = probe();
    if (probe != null && kind != Kind.TRUNCATION_HIDDEN) {
      evidence.add(probe);
    }
    findings.add(Sentences.finding(kind, confirmed, evidence));
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
