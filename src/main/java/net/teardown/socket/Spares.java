package net.teardown.socket;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps things that are costly to make, for any thread to use again. The one returned last is lent
 * first, so that no more are in use than needed.
 */
public final class Spares<T> implements AutoCloseable {

  private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore room;
  private final Consumer<? super T> discard;
  private volatile boolean closed;

  /**
   * @param most how many are kept while nobody uses them
   * @param discard closes one that isn't kept
   */
  public Spares(int most, Consumer<? super T> discard) {
    this.room = new Semaphore(most);
    this.discard = discard;
  }

  /** Lends one; null if none is kept, so that one must be made. */
  public @Nullable T take() {
    T spare = idle.pollFirst();
    if (spare != null) {
      room.release();
    }
    return spare;
  }

  /** Takes back one that can be used again, lent or newly made. */
  public void giveBack(T spare) {
    if (!room.tryAcquire()) {
      discard.accept(spare);
      return;
    }
    idle.addFirst(spare);
    if (closed) {
      close();
    }
  }

  /** Discards those that are kept, and each one that is returned later. */
  @Override
  public void close() {
    closed = true;
    for (T spare = take(); spare != null; spare = take()) {
      discard.accept(spare);
    }
  }
}
