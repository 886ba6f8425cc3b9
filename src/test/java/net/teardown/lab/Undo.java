package net.teardown.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Steps that undo what was set up, run in reverse order, each even if others fail. */
final class Undo {

  private final Deque<Runnable> steps = new ArrayDeque<>();

  synchronized void later(Runnable step) {
    steps.push(step);
  }

  /** Runs all steps; then throws the first failure, with the others attached. */
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
