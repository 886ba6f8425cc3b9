package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.Policy;
import net.teardown.servers.HostileAnswer;
import net.teardown.servers.HostileControl;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that whatever another instance does with a call, the run has an outcome in time. */
@Timeout(180)
class HostileAnswersIT {

  private static final int MOST_AT_ONCE = 8;

  /** Several times as many runs as there may be connections. */
  private static final int DRIBBLED_WITH = Boolean.getBoolean("soak") ? 300 : 100;

  /**
   * The answers after which the connection stays open, by the other side's doing or for the next
   * call.
   */
  private static final Set<HostileAnswer> KEPT =
      EnumSet.of(HostileAnswer.SILENT_AT_ACCEPT, HostileAnswer.AFTER_THE_ANSWER_ENDLESS);

  /** Much shorter than the hostile answers last, and much longer than a busy machine needs. */
  private static final Duration BY_THEN = Duration.ofSeconds(12);

  private static final Set<Reason> REASONS =
      EnumSet.of(
          Reason.CONTROL_UNREACHABLE,
          Reason.NOT_A_RESPONDER,
          Reason.CONTROL_REFUSED,
          Reason.OTHER_PROTOCOL,
          Reason.RESPONDER_LOST,
          Reason.REPORT_UNAVAILABLE,
          Reason.TICKET_NOT_CLAIMED,
          // A possible report, but of a run that went otherwise.
          Reason.CONTRADICTORY_EVIDENCE);

  private final Policy policy = Policy.allowing("loopback");
  private final List<Object> events = new CopyOnWriteArrayList<>();
  private Runner runner;

  @BeforeEach
  void start() throws Exception {
    runner =
        new Runner(
            TcpStack.forThisPlatform(),
            "test",
            new RunnerProperties(1, 1, 1, 1, MOST_AT_ONCE, 1000),
            policy.loopback().address(),
            null,
            events::add);
  }

  @AfterEach
  void stop() {
    runner.destroy();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource
  void whateverIsAnsweredIsAnOutcomeByTheDeadline(HostileAnswer kind) throws Exception {
    try (HostileControl control = HostileControl.start(kind)) {
      long began = System.nanoTime();

      Outcome outcome = run(control, 500);

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BY_THEN);
      assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(outcome.reason()).as(outcome.run().detail()).isIn(REASONS);
      assertThat(String.valueOf(outcome.run().detail()))
          .hasSizeLessThan(1000)
          .doesNotContainPattern("\\p{Cntrl}");
      assertThat(events).noneMatch(RunFailed.class::isInstance);
      assertThat(KEPT.contains(kind) || letGo(control)).as("its connections are closed").isTrue();
    }
  }

  /** Whether its connections were closed before it would have ended them by itself. */
  private static boolean letGo(HostileControl control) throws InterruptedException {
    long until = System.nanoTime() + BY_THEN.toNanos();
    while (control.busy() > 0 && System.nanoTime() < until) {
      Thread.sleep(20);
    }
    return control.busy() == 0;
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INTERIM_ENDLESS            | NOT_A_RESPONDER     | more than 8 interim answers
          CONTINUE_ENDLESS           | NOT_A_RESPONDER     | more than 8 interim answers
          BLANK_LINES_ENDLESS        | NOT_A_RESPONDER     | empty line
          HEADERS_ENDLESS            | NOT_A_RESPONDER     | header count
          HEADER_LINE_ENDLESS        | NOT_A_RESPONDER     | line length
          BODY_ENDLESS               | NOT_A_RESPONDER     | 8388608
          SILENT                     | CONTROL_UNREACHABLE | by the deadline
          TICKET_NOT_HEX             | NOT_A_RESPONDER     | the session's ticket is not 16 bytes
          TICKET_SHORT               | NOT_A_RESPONDER     | the session's ticket is not 16 bytes
          TICKET_LONG                | NOT_A_RESPONDER     | ticket
          TICKET_EMPTY               | NOT_A_RESPONDER     | the session's ticket is not 16 bytes
          DUPLICATE_KEYS             | NOT_A_RESPONDER     | ticket
          NULL_FIELDS                | NOT_A_RESPONDER     | the session has no id
          VANTAGE_NONSENSE           | NOT_A_RESPONDER     | the session's vantage is not a line
          PROTOCOL_OTHER             | OTHER_PROTOCOL      | it speaks protocol 2
          PORT_NONSENSE              | NOT_A_RESPONDER     | the session's dataPort is 70000
          SESSION_CLOCK_NONSENSE     | NOT_A_RESPONDER     | the session's receivedMicros is 9223372036854775807
          REPORT_UNREAD_NEGATIVE     | REPORT_UNAVAILABLE  | the report's end.unreadAtClose is -5: not a count of bytes
          REPORT_TLS_NONSENSE        | REPORT_UNAVAILABLE  | the report's end.tls.cipher is not a line of 64
          REPORT_BYTES_ENORMOUS      | REPORT_UNAVAILABLE  | the report's end.bytesRead is 9223372036854775807: more
          REPORT_ACCEPTED_NEGATIVE   | REPORT_UNAVAILABLE  | the report's end.bytesAccepted is -1: not a count
          REPORT_STATE_NONSENSE      | REPORT_UNAVAILABLE  | the answer's state can't be read
          REPORT_NULL_END            | REPORT_UNAVAILABLE  | the report has no end
          REPORT_STEP_WITHOUT_CALL   | REPORT_UNAVAILABLE  | the report has no end.steps[0].call
          REPORT_STEP_NO_TIMES       | REPORT_UNAVAILABLE  | the answer's end.steps[0] can't be read
          REPORT_TIME_BACKWARDS      | REPORT_UNAVAILABLE  | the report's end.steps[0].untilMicros is -7
          REPORT_TIME_ENORMOUS       | REPORT_UNAVAILABLE  | the report's answeredMicros is 9223372036854775807
          REPORT_STEPS_MANY          | REPORT_UNAVAILABLE  | the report has 60000 steps: 10000 at most
          REPORT_ADDRESS_NONSENSE    | REPORT_UNAVAILABLE  | the report's initiatorAddress is not an address
          REPORT_STACK_NONSENSE      | REPORT_UNAVAILABLE  | the report's stack is not a line
          REPORT_OF_ANOTHER_SESSION  | REPORT_UNAVAILABLE  | not the session's
          REPORT_OF_ANOTHER_INSTANCE | RESPONDER_LOST      | answers now
          REPORT_OF_ANOTHER_PROTOCOL | REPORT_UNAVAILABLE  | the report's protocol is 2: not the session's
          REPORT_FORGOTTEN           | RESPONDER_LOST      | doesn't know the session
          REPORT_ABORTED             | RESPONDER_LOST      | onnection
          """)
  void whatIsWrongIsSaid(HostileAnswer kind, Reason reason, String detail) throws Exception {
    try (HostileControl control = HostileControl.start(kind)) {
      Outcome outcome = run(control, kind == HostileAnswer.SILENT ? 500 : 10_000);

      assertThat(outcome.reason()).as(outcome.run().detail()).isEqualTo(reason);
      assertThat(outcome.run().detail()).containsIgnoringCase(detail);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(
      names = {
        "ABORTS_AT_ACCEPT",
        "ABORTS_AFTER_THE_REQUEST_LINE",
        "ABORTS_WHILE_WRITTEN_TO",
        "ABORTS_AFTER_THE_REQUEST",
        "ABORTS_IN_ITS_ANSWER"
      })
  void sixtyOfSixtyConnectionsThatAreResetAreOutcomes(HostileAnswer kind) throws Exception {
    try (HostileControl control = HostileControl.start(kind)) {
      List<Outcome> outcomes = run(control, 60, 30_000);

      assertThat(outcomes)
          .hasSize(60)
          .allSatisfy(outcome ->
              assertThat(outcome.reason())
                  .as(outcome.run().detail())
                  .isEqualTo(Reason.CONTROL_UNREACHABLE));
      assertThat(events).noneMatch(RunFailed.class::isInstance);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(names = {"DISARM_DRIBBLED", "DISARM_HEADERS_DRIBBLED", "DISARM_SILENT"})
  void whoDribblesItsAnswersToDisarmingHoldsAFewConnectionsAndKeepsNobodyFromBeingArmed(
      HostileAnswer kind) throws Exception {
    try (HostileControl slow = HostileControl.start(kind, Duration.ofMinutes(5));
        HostileControl other = HostileControl.start(HostileAnswer.REPORT_FORGOTTEN)) {
      List<Outcome> outcomes = run(slow, DRIBBLED_WITH, 60_000);

      assertThat(outcomes)
          .hasSize(DRIBBLED_WITH)
          .allMatch(outcome -> outcome.reason() == Reason.TICKET_NOT_CLAIMED);
      assertThat(slow.mostBusy()).isLessThanOrEqualTo(2 * MOST_AT_ONCE + 4);
      assertThat(run(other, 30_000).reason())
          .as("it was armed, and asked for its report")
          .isEqualTo(Reason.RESPONDER_LOST);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aResponderThatIsArmedAgainAndAgainIsConnectedToOnce() throws Exception {
    try (HostileControl control = HostileControl.start(HostileAnswer.REPORT_UNREAD_NEGATIVE)) {
      for (int i = 0; i < 20; i++) {
        assertThat(run(control, 30_000).reason()).isEqualTo(Reason.REPORT_UNAVAILABLE);
      }

      assertThat(control.accepted()).as("connections, with those that disarm").isLessThan(8);
    }
  }

  private List<Outcome> run(HostileControl control, int times, int timeoutMillis) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_ONCE)) {
      List<Future<Outcome>> runs = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        runs.add(threads.submit(() -> run(control, timeoutMillis)));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> run : runs) {
        outcomes.add(run.get());
      }
      return outcomes;
    }
  }

  private Outcome run(HostileControl control, int timeoutMillis) throws IOException {
    Spec spec = Drafts.spec(control.spec() + ",'timeoutMillis':" + timeoutMillis);
    return runner.run(
        policy.responder(spec.target().orElseThrow(), spec.timeout()),
        new Asked(spec, Origin.REQUEST));
  }
}
