package net.teardown.runner;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;

/**
 * A few lanes, each with a platform thread, and the bounded queue of short runs in front of them.
 */
final class Lanes implements AutoCloseable {

  /** One run that waits for a lane. */
  private record Job(Consumer<Lane> work, Consumer<Throwable> failure) {}

  private final BlockingQueue<Job> queue;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final int capacity;
  private volatile boolean closed;

  /**
   * @throws CallFailed if a lane's listener can't be had
   */
  Lanes(TcpStack stack, InetAddress loopback, int count, int capacity, IntConsumer onStrangers)
      throws CallFailed {
    this.capacity = capacity;
    this.queue = new ArrayBlockingQueue<>(capacity);
    AtomicInteger number = new AtomicInteger();
    try {
      for (int i = 0; i < count; i++) {
        lanes.add(new Lane(stack, loopback, onStrangers));
      }
    } catch (CallFailed e) {
      lanes.forEach(Lane::close);
      throw e;
    }
    for (Lane lane : lanes) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("lane-" + number.incrementAndGet())
              .start(() -> work(lane)));
    }
  }

  /**
   * @throws RunnerBusy if the queue is full
   */
  void submit(Consumer<Lane> work, Consumer<Throwable> failure) {
    if (closed || !queue.offer(new Job(work, failure))) {
      throw new RunnerBusy(
          "%d runs are waiting for a lane already (teardown.runner.max-queued)".formatted(capacity),
          Duration.ofSeconds(1));
    }
  }

  private void work(Lane lane) {
    try (lane) {
      while (!closed) {
        Job job = queue.take();
        try {
          job.work().accept(lane);
        } catch (RuntimeException | Error e) {
          job.failure().accept(e);
        }
      }
    } catch (InterruptedException _) {
      // Closing; whoever still waits in the queue is told below.
    }
    for (Job job = queue.poll(); job != null; job = queue.poll()) {
      job.failure().accept(new IllegalStateException("the service is shutting down"));
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
