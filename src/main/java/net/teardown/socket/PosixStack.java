package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stack on libc's socket calls: the same calls that the paper's C program makes, with nothing
 * in between.
 */
final class PosixStack implements TcpStack {
  private static final Logger log = LoggerFactory.getLogger(PosixStack.class);

  private final boolean kernelEvidence;
  private final TimeWaits timeWaits;
  private final HostSettings settings = HostSettings.of(name(), LoopbackDevice::queueing);
  private volatile boolean loopbackIsSynchronous;

  /**
   * Makes the stack and runs its self-test.
   *
   * @throws LinkageError if native access is denied, or libc isn't as expected
   */
  PosixStack() {
    SelfTest.Findings findings = SelfTest.of(this);
    kernelEvidence = findings.whyNoKernelEvidence().isEmpty();
    timeWaits = new TimeWaits(findings.sockDiag());
    findings
        .whyNoKernelEvidence()
        .ifPresent(
            why -> log.warn("The kernel gives no evidence of how connections end here: {}", why));
    loopbackIsSynchronous(true);
  }

  @Override
  public String name() {
    return "posix";
  }

  @Override
  public boolean givesKernelEvidence() {
    return kernelEvidence;
  }

  @Override
  public Map<String, String> settings() {
    return settings.current();
  }

  @Override
  public List<String> undecidingSettings() {
    return TimeWaits.undecidingSettings();
  }

  @Override
  public boolean loopbackIsSynchronous(boolean lookAgain) {
    if (lookAgain) {
      Optional<String> why = LoopbackDevice.whyNotSynchronous();
      loopbackIsSynchronous = why.isEmpty();
      why.ifPresent(set -> log.info("Runs on loopback wait for what may come late: {}", set));
    }
    return loopbackIsSynchronous;
  }

  @Override
  public TcpListener listen(InetSocketAddress local, int backlog) throws CallFailed {
    Scratch scratch = Scratch.ofThisThread();
    int fd = socket(scratch, SocketAddresses.family(local));
    try {
      set(scratch, fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, "SO_REUSEADDR");
      // Accepted connections inherit it.
      set(scratch, fd, Linux.SOL_SOCKET, Linux.SO_OOBINLINE, "SO_OOBINLINE");
      int length = SocketAddresses.write(local, scratch.address);
      check(scratch.libc.bind(fd, scratch.address, length), "bind", local);
      check(scratch.libc.listen(fd, backlog), "listen", local + ", " + backlog);
    } catch (CallFailed e) {
      scratch.libc.close(fd);
      throw e;
    }
    return new PosixListener(fd);
  }

  @Override
  public TcpSocket open(StandardProtocolFamily family) throws CallFailed {
    Scratch scratch = Scratch.ofThisThread();
    return switch (family) {
      case INET -> new PosixSocket(socket(scratch, Linux.AF_INET), null);
      case INET6 -> new PosixSocket(socket(scratch, Linux.AF_INET6), null);
      case UNIX -> throw new IllegalArgumentException("'family' must be INET or INET6, not UNIX");
    };
  }

  private static int socket(Scratch scratch, int family) throws CallFailed {
    int fd =
        check(
            scratch.libc.socket(
                family, Linux.SOCK_STREAM | Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC, 0),
            "socket",
            family == Linux.AF_INET ? "AF_INET" : "AF_INET6");
    try {
      // Accepted sockets inherit it from their listener.
      set(scratch, fd, Linux.IPPROTO_TCP, Linux.TCP_NODELAY, "TCP_NODELAY");
      if (family == Linux.AF_INET6) {
        set(scratch, fd, Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, "IPV6_V6ONLY");
      }
      return fd;
    } catch (CallFailed e) {
      scratch.libc.close(fd);
      throw e;
    }
  }

  private static void set(Scratch scratch, int fd, int level, int option, String name)
      throws CallFailed {
    scratch.option.set(JAVA_INT, 0, 1);
    check(
        scratch.libc.setsockopt(fd, level, option, scratch.option, Integer.BYTES),
        "setsockopt",
        name);
  }

  static int check(int result, String call, Object arguments) throws CallFailed {
    if (result < 0) {
      throw new CallFailed(call, Errno.of(-result), arguments.toString());
    }
    return result;
  }

  @Override
  public Optional<SocketPoll> poll() throws CallFailed {
    return Optional.of(new PosixPoll());
  }

  @Override
  public boolean canPoll() {
    return true;
  }

  /** The descriptor of a socket or listener of this stack; below 0 once it is closed. */
  static int fd(Pollable pollable) {
    return switch (pollable) {
      case TcpSocket socket -> ((PosixSocket) socket).fd();
      case TcpListener listener -> ((PosixListener) listener).fd();
    };
  }

  @Override
  public void await(Duration atMost, List<Waiting> waits) {
    Scratch scratch = Scratch.ofThisThread();
    scratch.pollfds(waits.size());
    for (int i = 0; i < waits.size(); i++) {
      Waiting waiting = waits.get(i);
      int fd = fd(waiting.what());
      if (fd < 0) {
        // poll(2) ignores negative descriptors, so it would wait for an event that can't come.
        return;
      }
      scratch.pollfd(i, fd, PosixSocket.events(waiting.interest()));
    }
    scratch.poll(waits.size(), atMost);
  }

  @Override
  public TimeWaitEntry timeWait(InetSocketAddress local, InetSocketAddress remote) {
    return timeWaits.find(local, remote);
  }
}
