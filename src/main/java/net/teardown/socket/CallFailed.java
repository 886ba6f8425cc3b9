package net.teardown.socket;

/** Thrown when a system call failed without which there is no socket at all. */
public final class CallFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final transient Errno errno;

  /**
   * @param call name of the system call
   * @param errno why it failed
   * @param arguments the call's arguments, for the message
   */
  CallFailed(String call, Errno errno, String arguments) {
    super(call + "(" + arguments + ") failed with " + errno);
    this.call = call;
    this.errno = errno;
  }

  /** Name of the system call, such as {@code bind}. */
  public String call() {
    return call;
  }

  /** Why it failed. */
  public Errno errno() {
    return errno;
  }
}
