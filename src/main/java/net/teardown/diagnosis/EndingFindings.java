package net.teardown.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * Compares how the closer ended the connection with how it ended for the observer. A rule finds
 * nothing if a direct path could have done the same.
 */
final class EndingFindings {

  private final TwoEndedRun run;
  private final CloserRecord closer;
  private final Evidence seen;
  private final boolean chance;
  private final List<Finding> findings = new ArrayList<>();

  private EndingFindings(TwoEndedRun run, Evidence seen, boolean chance) {
    this.run = run;
    this.seen = seen;
    this.chance = chance;
    closer = new CloserRecord(run.closer(), Oracle.fitsUnread(run.spec(), run.environments()));
  }

  /**
   * Returns the findings that follow from the way the connection ended.
   *
   * @param chance whether the path loses or reorders segments, so that chance may explain what is
   *     missing
   */
  static List<Finding> of(TwoEndedRun run, boolean chance) {
    Evidence seen = run.observer().evidence();
    return seen == null || !run.complete() || !(run.settled() || ObservedLongEnough.shown(run))
        ? List.of()
        : new EndingFindings(run, seen, chance).find();
  }

  private List<Finding> find() {
    FlowFindings flow = new FlowFindings(run, closer);
    Optional<Finding> forgotten = flow.find();
    if (forgotten.isPresent()) {
      findings.add(forgotten.get());
      truncated();
      endedInBetween();
      return findings;
    }
    boolean allowed =
        Oracle.predict(run.spec(), run.environments())
            .allows(run.judgement().verdict(), run.judgement().delivery(), run.level());
    cutOff();
    if (!closer.failedBeforeClose()) {
      if (closer.stoodAtClose() && !allowed && !flow.byteIsMissing()) {
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
   * Finds a reset that reached the closer before its close, though the observer had neither aborted
   * nor closed by then.
   */
  private void cutOff() {
    boolean observerHalfClosed = run.observer().succeededIn(Call.SHUTDOWN_WRITE);
    String errno = closer.resetBeforeClose(run.spec().observerHalfCloses());
    if (errno != null && !seen.timedOut() && seen.unreachable() == null) {
      findings.add(
          FindingText.finding(
              Kind.CUT_OFF,
              true,
              List.of(
                  "the %s was told %s before it closed".formatted(run.closersName(), errno),
                  "the %s had %s"
                      .formatted(
                          run.observersName(),
                          observerHalfClosed
                              ? "half-closed and read on"
                              : "neither closed nor aborted"),
                  "the %s saw %s".formatted(run.observersName(), end()))));
    }
  }

  private void compare() {
    switch (run.judgement().verdict()) {
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
   * Finds a missing RST: an abort, or bytes after the close, must cause one, but the observer saw
   * only a FIN. Behind a FIN, only the observer's kernel can show an RST.
   */
  private void resetMissing() {
    boolean aborted = closer.aborted() && !closer.mayHaveEndedByItself();
    boolean unanswered = closer.endedCleanly() && sentAfterClose();
    boolean shows =
        finInvented() || (run.level() == EvidenceLevel.KERNEL && (aborted || unanswered));
    if (shows) {
      add(
          Kind.RESET_TRANSLATED_OR_DROPPED,
          provenDropped() || probed(ProbeAnswer.ACKNOWLEDGED),
          aborted);
    }
  }

  /**
   * Whether a FIN arrived though the closer aborted without a half-close: something in between made
   * it.
   */
  private boolean finInvented() {
    return closer.aborted() && !closer.halfClosed() && Boolean.TRUE.equals(seen.finReceived());
  }

  /**
   * Finds an RST without the FIN that was sent before it. All of the reply must have arrived,
   * because a lost segment takes the FIN behind it along (RFC 9293 3.10.7.4: segments that are out
   * of order may be dropped).
   */
  private void finMissing() {
    boolean resetExpected = closer.aborted() || sentAfterClose();
    if (resetExpected && closer.finLeft() && nothingOfTheReplyIsMissing()) {
      add(Kind.FIN_BLOCKED, false);
    }
  }

  /**
   * Finds an RST although the closer had read everything that was sent to it. Bytes that arrived
   * later would rightly be answered by an RST.
   */
  private void injected() {
    boolean nothingCouldCome = run.closer().kernelRead() == run.observer().kernelAccepted();
    if (closer.endedCleanly() && nothingCouldCome) {
      add(Kind.RESET_INJECTED, false);
    }
  }

  /** Finds an RST after both FINs: a close in state CLOSE sends nothing. */
  private void injectedAfterBothFins() {
    if (run.judgement().verdict() == Verdict.EOF_THEN_RESET) {
      injected();
    }
  }

  private void nothingCame() {
    if (closer.aborted() && !closer.mayHaveEndedByItself()) {
      add(Kind.RESETS_BLOCKED, provenDropped());
    } else if (closer.endedCleanly()
        && !Boolean.TRUE.equals(seen.finReceived())
        && missingOfTheReply() <= closer.longestSegment()) {
      // The end of the reply, up to a full segment, may have shared one with the FIN.
      add(Kind.FIN_BLOCKED, false);
    }
  }

  /**
   * Finds a clean end with bytes missing. Loss can't cause it: a FIN comes in order, behind
   * everything that was sent (RFC 9293 3.10.7.4).
   */
  private void truncated() {
    boolean cleanEnd = run.judgement().verdict() == Verdict.CLEAN_EOF;
    if (cleanEnd
        && !closer.overAtClose()
        && run.observer().kernelRead() < run.closer().kernelAccepted()) {
      add(Kind.TRUNCATION_HIDDEN, run.level() == EvidenceLevel.KERNEL);
    }
  }

  /**
   * Finds a connection that ends in between, from the byte sent after the evidence. A closed socket
   * answers data by RST and never acknowledges it. If no answer comes however often the byte is
   * sent again, the RST is dropped.
   */
  private void endedInBetween() {
    if (probed(ProbeAnswer.ACKNOWLEDGED)) {
      add(Kind.ENDED_IN_BETWEEN, true);
    } else if (probeStayedUnanswered() && findings.isEmpty()) {
      add(Kind.RESETS_BLOCKED, !chance);
    }
  }

  private boolean probed(ProbeAnswer answer) {
    return run.observer().probe() == answer;
  }

  private boolean probeStayedUnanswered() {
    return probed(ProbeAnswer.UNACKNOWLEDGED) && run.observer().unanswered();
  }

  /**
   * Whether the reset is proven to be dropped: chance may lose a byte or its answer once, but not
   * three times more without any other trace.
   */
  private boolean provenDropped() {
    return probeStayedUnanswered() && !chance;
  }

  private boolean sentAfterClose() {
    return run.spec().exchange().bytesSentAfterClose() > 0
        && run.observer().kernelAccepted() > run.closer().kernelRead();
  }

  private boolean nothingOfTheReplyIsMissing() {
    return missingOfTheReply() <= 0;
  }

  private long missingOfTheReply() {
    return run.closer().bytesAccepted() - run.observer().bytesRead();
  }

  private void add(Kind kind, boolean confirmed) {
    add(kind, confirmed, closer.aborted());
  }

  private void add(Kind kind, boolean confirmed, boolean aborted) {
    List<String> evidence = new ArrayList<>();
    evidence.add("the %s %s".formatted(run.closersName(), closer.text()));
    evidence.add("the %s saw %s".formatted(run.observersName(), end()));
    if (kind == Kind.TRUNCATION_HIDDEN) {
      evidence.add(
          "the %s's kernel accepted %s, the %s read %s"
              .formatted(
                  run.closersName(),
                  Quantity.bytes(run.closer().bytesAccepted()),
                  run.observersName(),
                  Quantity.bytes(run.observer().bytesRead())));
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
    return switch (run.observer().probe()) {
      case UNACKNOWLEDGED -> "a byte sent afterwards was neither acknowledged nor answered";
      case ACKNOWLEDGED -> "a byte sent afterwards was acknowledged";
      case RESET -> "a byte sent afterwards was answered by an RST";
      case NOT_SENT -> null;
      case null -> null;
    };
  }
}
