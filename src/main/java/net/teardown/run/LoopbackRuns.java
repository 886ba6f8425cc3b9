package net.teardown.run;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.run.loopback.Lane;
import net.teardown.run.loopback.LoopbackRun;
import net.teardown.run.loopback.OwnLanes;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;

/**
 * Performs the runs on loopback: short ones share the lanes, those that can wait get a lane of
 * their own each.
 */
final class LoopbackRuns implements AutoCloseable {

  private final LoopbackRun loopbackRun;
  private final Lanes lanes;
  private final OwnLanes ownLanes;
  private final BoundedThreads waiting;
  private final BiFunction<Origin, Throwable, RunDefect> defect;

  /**
   * @param onStrangers gets the number of foreign connections that a run turned away
   * @param defect counts a failed run of a source, and makes the exception that the source gets
   * @throws CallFailed if a lane's listener can't be opened
   */
  LoopbackRuns(
      TcpStack stack,
      String vantage,
      RunnerProperties properties,
      InetAddress loopback,
      IntConsumer onStrangers,
      BiFunction<Origin, Throwable, RunDefect> defect)
      throws CallFailed {
    this.defect = defect;
    this.loopbackRun = new LoopbackRun(stack, vantage);
    this.lanes =
        new Lanes(
            stack,
            loopback,
            properties.lanesOrCores(),
            properties.maxQueued(),
            onStrangers,
            this::runOf);
    this.ownLanes = new OwnLanes(stack, loopback, onStrangers);
    this.waiting =
        new BoundedThreads("max-waiting", properties.maxWaiting(), properties.maxWaitingQueued());
  }

  Outcome run(Asked asked) throws ExecutionException, InterruptedException {
    return Lane.neverWaits(asked.spec()) ? onLane(asked) : waiting.run(() -> onLaneOfItsOwn(asked));
  }

  /** Has the lanes run everything of this source. */
  void runAll(LaneRuns source) {
    lanes.add(source);
  }

  private Outcome onLane(Asked asked) throws ExecutionException, InterruptedException {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    lanes.submit(
        lane -> outcome.complete(loopbackRun.run(lane, asked)), outcome::completeExceptionally);
    return outcome.get();
  }

  private Outcome onLaneOfItsOwn(Asked asked) throws CallFailed {
    Lane lane = ownLanes.take();
    boolean clean = false;
    try {
      Outcome outcome = loopbackRun.run(lane, asked);
      clean = outcome.verdict().judged();
      return outcome;
    } finally {
      if (clean) {
        ownLanes.giveBack(lane);
      } else {
        lane.close();
      }
    }
  }

  private void runOf(Lane lane, LaneRuns.RunRequest request) {
    try {
      request.done(loopbackRun.run(lane, request.asked()));
    } catch (RuntimeException | Error e) {
      throw defect.apply(request.asked().origin(), e);
    }
  }

  @Override
  public void close() {
    lanes.close();
    waiting.close();
    ownLanes.close();
  }
}
