package net.teardown.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.teardown.Finished;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class SelfCheckReportTests {

  private static final Finding SHUTDOWN =
      finding(
          "echo-many-bytes-shutdown",
          spec(5, 1, 0, true),
          Verdict.EOF_THEN_RESET,
          Delivery.NONE_SENT);
  private static final Finding PRIMES =
      finding("primes-nonprime-second", spec(20, 8, 5, false), Verdict.RESET, Delivery.WHOLE);
  private static final Finding LOST =
      finding("primes-six-sent", spec(24, 20, 2, false), Verdict.CLEAN_EOF, Delivery.LOST);
  private static final Finding NOT_JUDGED =
      finding("echo-one-byte", spec(1, 1, 0, false), Verdict.INCONCLUSIVE, Delivery.UNKNOWN);

  @Test
  void isATableThatReadsWellInALog() {
    assertThat(
            new SelfCheckReport(List.of(SHUTDOWN, PRIMES), List.of())
                .table()
                .lines()
                .map(String::stripTrailing))
        .containsExactly(
            "What this host does with a TCP connection (posix sockets, kernel evidence):",
            "",
            "  scenario                   sent  read   B calls           verdict          reply to"
                + " A   as predicted",
            "  echo-many-bytes-shutdown      5     1   shutdown, close   EOF_THEN_RESET   -        "
                + "    yes",
            "  primes-nonprime-second       20     8   close             RESET            whole, 5"
                + " B   yes",
            "",
            "  All as predicted.");
  }

  @Test
  void namesWhatTheoryDoesNotAllow() {
    assertThat(
            new SelfCheckReport(List.of(PRIMES, LOST, NOT_JUDGED), List.of())
                .table()
                .lines()
                .map(String::stripTrailing))
        .containsExactly(
            "What this host does with a TCP connection (posix sockets, kernel evidence):",
            "",
            "  scenario                   sent  read   B calls           verdict          reply to"
                + " A   as predicted",
            "  primes-nonprime-second       20     8   close             RESET            whole, 5"
                + " B   yes",
            "  primes-six-sent              24    20   close             CLEAN_EOF        lost, 0 B"
                + "    NO: RESET",
            "  echo-one-byte                 1     1   close             INCONCLUSIVE     unknown  "
                + "    -",
            "",
            "  Not as predicted: primes-six-sent, echo-one-byte.");
  }

  @Test
  void makesHealthUpOnlyWhereAllIsAsPredicted() {
    assertThat(
            SelfCheckHealth.of(new SelfCheckReport(List.of(SHUTDOWN, PRIMES), List.of()))
                .getStatus())
        .isEqualTo(Status.UP);
    assertThat(
            SelfCheckHealth.of(new SelfCheckReport(List.of(SHUTDOWN, LOST), List.of())).getStatus())
        .isEqualTo(Status.UNKNOWN);
    assertThat(SelfCheckHealth.of(new SelfCheckReport(List.of(NOT_JUDGED), List.of())).getStatus())
        .isEqualTo(Status.UNKNOWN);
  }

  private static Finding finding(String scenario, Spec spec, Verdict verdict, Delivery delivery) {
    return new Finding(
        scenario, Finished.experiment(Origin.SELF_CHECK, spec, verdict, delivery, 61));
  }

  private static Spec spec(int sent, int read, int reply, boolean shutdown) {
    return SpecDraft.of(SpecFields.BYTES_SENT, sent)
        .with(SpecFields.BYTES_READ, read)
        .with(SpecFields.REPLY_BYTES, reply)
        .with(SpecFields.SHUTDOWN_BEFORE_CLOSE, shutdown)
        .toSpec();
  }

  @Test
  void settingsThatLeaveRunsUndecidedAreNamed() {
    SelfCheckReport report =
        new SelfCheckReport(List.of(SHUTDOWN), List.of("net.ipv4.tcp_rfc1337 = 1"));

    assertThat(report.table())
        .endsWith(
            "All as predicted. Undecidable here where the observer half-closes first, by"
                + " net.ipv4.tcp_rfc1337 = 1.");
    assertThat(SelfCheckHealth.of(report).getStatus()).isEqualTo(Status.UP);
  }
}
