package net.teardown.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is to be taken away again, the latest first, each whatever became of the others. */
final class Undo {

  private final Deque<Runnable> steps = new ArrayDeque<>();

  synchronized void later(Runnable step) {
    steps.push(step);
  }

  /** Takes all of it away; throws the first failure, with the others attached, at the end. */
  synchronized void all() {
    RuntimeException first = null;
    @Nullable Runnable step = steps.poll();
    while (step != null) {
      try {
        step.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
      step = steps.poll();
    }
    if (first != null) {
      throw first;
    }
  }
}
