package net.teardown.run;

import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.picture.explanation.Explanation;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.servers.Listening;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;

/** Runs against small servers of a test, in this process. */
final class AgainstServers implements AutoCloseable {

  private final Policy policy = Policy.allowing("loopback");
  private final Runner runner;

  AgainstServers() {
    try {
      runner =
          new Runner(
              TcpStack.forThisPlatform(),
              "test",
              new RunnerProperties(1, 1, 1, 1, 4, 4),
              policy.loopback().address(),
              null,
              _ -> {});
    } catch (CallFailed e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Asks a server once.
   *
   * @param fields of the spec, a JSON object with single quotes and without braces
   */
  Outcome run(Listening server, String fields) {
    SpecDraft draft =
        Drafts.draft(
            "'targetHost':'127.0.0.1','targetPort':%d,%s".formatted(server.port(), fields));
    return run(new Asked(draft.toSpec(), null, draft.expect(), Origin.REQUEST));
  }

  /** Runs a spec once. */
  Outcome run(Spec spec) {
    return run(new Asked(spec, Origin.REQUEST));
  }

  private Outcome run(Asked asked) {
    return runner.run(policy.target(asked.spec(), Author.CALLER), asked);
  }

  /** What is known of the server. */
  static ServerReport server(Outcome outcome) {
    return outcome.ends().server().orElseThrow();
  }

  /** What a person is told of it. */
  static Explanation told(Outcome outcome) {
    return Explanation.of(Experiment.of(outcome));
  }

  @Override
  public void close() throws Exception {
    runner.destroy();
  }
}
