package net.teardown.run;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.run.loopback.ApartRun;
import net.teardown.run.loopback.Lane;
import net.teardown.run.loopback.LoopbackRun;
import net.teardown.run.loopback.OwnLanes;
import net.teardown.script.RunHandle;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;

/**
 * Performs the runs on loopback. Those of a {@link LaneRuns} are made on lanes with threads, all
 * others on the thread that asked, with a lane that is lent to it.
 */
final class LoopbackRuns implements AutoCloseable {

  /**
   * Short runs at a time, more than there are cores: with as many as cores each would have to be
   * handed its turn by the one before, and a thread that is woken for it.
   */
  private static final int MOST_BRIEF = 16;

  private final LoopbackRun loopbackRun;
  private final ApartRun apart;
  private final Lanes lanes;
  private final OwnLanes ownLanes;
  private final BoundedRuns brief;
  private final BoundedRuns waiting;
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
    this.apart = new ApartRun(stack, vantage, loopback, onStrangers);
    this.lanes = new Lanes(stack, loopback, properties.lanesOrCores(), onStrangers, this::runOf);
    this.ownLanes = new OwnLanes(stack, loopback, onStrangers);
    this.brief =
        new BoundedRuns(
            "loopback", "max-queued", MOST_BRIEF, properties.maxQueued(), Duration.ofSeconds(1));
    this.waiting =
        new BoundedRuns(
            "max-waiting",
            "max-waiting, max-waiting-queued",
            properties.maxWaiting(),
            properties.maxWaitingQueued(),
            Duration.ofSeconds(5));
  }

  Outcome run(Asked asked) throws ExecutionException, InterruptedException {
    BoundedRuns kind = Lane.neverWaits(asked.spec()) ? brief : waiting;
    return kind.run(() -> onLaneOfItsOwn(asked));
  }

  /** Makes a run that may last long, on the calling, virtual thread and without a turn. */
  Outcome runApart(Asked asked, RunHandle handle, ScriptThreads scripts)
      throws ExecutionException, InterruptedException {
    try {
      return apart.run(scripts, asked, handle);
    } catch (CallFailed e) {
      throw new ExecutionException(e);
    }
  }

  /** Has the lanes run everything of this source. */
  void runAll(LaneRuns source) {
    lanes.add(source);
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
      loopbackRun.run(lane, request.asked(), request::done);
    } catch (RuntimeException | Error e) {
      throw defect.apply(request.asked().origin(), e);
    }
  }

  @Override
  public void close() {
    lanes.close();
    brief.close();
    waiting.close();
    ownLanes.close();
  }
}
