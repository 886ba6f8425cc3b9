package net.teardown.script;

import org.jspecify.annotations.Nullable;

/**
 * Called once with the result of a script, by a thread that serves other scripts too: it must not
 * block.
 */
@FunctionalInterface
public interface WhenOver {

  /**
   * The script is over.
   *
   * @param runner the runner that performed it; null if none could be made
   * @param why what it failed with, which is a defect or the service's shutdown; null if it is
   *     complete
   */
  void over(@Nullable ScriptRunner runner, @Nullable Throwable why);
}
