package net.teardown.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import net.teardown.experiment.spec.Route;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Closer;

/**
 * Computes how many runs per second the initiator's local ports allow. The end that sends the first
 * FIN of a clean run holds its port in TIME_WAIT for a minute (TCP_TIMEWAIT_LEN of Linux; RFC 9293
 * section 3.4.1 says twice the maximum segment lifetime). If that is the initiator, its local ports
 * bound the runs per second that one target can have.
 *
 * <p>On loopback Linux reuses such a port for the same target once a second has passed
 * (tcp_tw_reuse 2, its default, and tcp_tw_reuse_delay). If the responder sends the first FIN, its
 * end holds the TIME_WAIT, and a new SYN to it from the same port is accepted at once (RFC 9293
 * section 3.10.7.4): measured, 3,000 runs in a row with 300 ports, and none failed.
 */
final class PortBudget {

  private static final int TIME_WAIT_SECONDS = 60;

  /**
   * The share of the ports that is used, so that other programs, and the runs under way, have some
   * too.
   */
  private static final double SHARE_ON_LOOPBACK = 0.75;

  private static final Pattern LOOPBACK =
      Pattern.compile("127(\\.\\d{1,3}){3}|::1|localhost", Pattern.CASE_INSENSITIVE);

  private final Kernel kernel;
  private final Map<Optional<Target>, Integer> holding = new HashMap<>();
  private int runs;

  /**
   * The kernel's limits.
   *
   * @param localPorts how many local ports there are for connections (ip_local_port_range)
   * @param heldOnLoopback for how many seconds a connection within this host holds its port
   */
  record Kernel(int localPorts, int heldOnLoopback) {

    private static final Path IPV4 = Path.of("/proc/sys/net/ipv4");
    private static final int LONGEST_VALUE = 64;
    private static final int LINUX_DEFAULT = 60999 - 32768 + 1;

    /** This kernel's limits now. */
    static Kernel here() {
      String[] range = read("ip_local_port_range", "").split("\\s+", -1);
      int ports =
          range.length == 2
              ? Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1
              : LINUX_DEFAULT;
      boolean reused =
          !read("tcp_tw_reuse", "0").equals("0") && !read("tcp_timestamps", "0").equals("0");
      return new Kernel(ports, reused ? reuseDelaySeconds() : TIME_WAIT_SECONDS);
    }

    /** The delay, which can be configured since Linux 6.14; before, it was a second. */
    private static int reuseDelaySeconds() {
      int millis = Integer.parseInt(read("tcp_tw_reuse_delay", "1000"));
      return Math.clamp((millis + 999) / 1000, 1, TIME_WAIT_SECONDS);
    }

    /**
     * Reads a value in one read(2), because after the first byte of a number the kernel reports the
     * end of the file.
     */
    private static String read(String name, String otherwise) {
      try (InputStream value = Files.newInputStream(IPV4.resolve(name))) {
        return new String(value.readNBytes(LONGEST_VALUE), StandardCharsets.US_ASCII).strip();
      } catch (IOException | RuntimeException _) {
        return otherwise;
      }
    }
  }

  PortBudget(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Adds one more cell, which is run as often as every other. Routes to a target share its ports,
   * because what the system chooses may be what another cell asks for.
   */
  void add(Spec spec) {
    runs++;
    if (holdsAPort(spec)) {
      holding.merge(spec.target().map(target -> target.by(Route.BY_THE_SYSTEM)), 1, Integer::sum);
    }
  }

  /** The most runs per second of these cells, taken in turn; empty if ports don't bound them. */
  OptionalDouble ratePerSecond() {
    return holding.entrySet().stream()
        .mapToDouble(held -> perSecond(held.getKey()) * runs / held.getValue())
        .min();
  }

  /** For how many seconds the target that bounds the rate most holds a port. */
  int heldSeconds() {
    return holding.entrySet().stream()
        .min((one, other) ->
            Double.compare(
                perSecond(one.getKey()) / one.getValue(),
                perSecond(other.getKey()) / other.getValue()))
        .map(held -> onLoopback(held.getKey()) ? kernel.heldOnLoopback() : TIME_WAIT_SECONDS)
        .orElse(TIME_WAIT_SECONDS);
  }

  private double perSecond(Optional<Target> target) {
    return onLoopback(target)
        ? SHARE_ON_LOOPBACK * kernel.localPorts() / kernel.heldOnLoopback()
        : (double) kernel.localPorts() / TIME_WAIT_SECONDS;
  }

  /**
   * Whether Linux takes the connection for one on loopback: it goes by the address. What another
   * name means is known only once it is resolved.
   */
  private static boolean onLoopback(Optional<Target> target) {
    return target.isEmpty() || LOOPBACK.matcher(target.get().host()).matches();
  }

  private static boolean holdsAPort(Spec spec) {
    if (!spec.peer().isOurs()) {
      // Which end of a server's connection sends the first FIN isn't known in advance.
      return true;
    }
    boolean initiatorFirst =
        spec.exchange().initiatorHalfCloses() || spec.closer() == Closer.INITIATOR;
    return initiatorFirst && !resets(spec);
  }

  /** Whether the run is sure to end in a reset, which leaves no TIME_WAIT behind. */
  private static boolean resets(Spec spec) {
    return spec.close().aborts() || (spec.leavesSomething() && !spec.close().drainBeforeClose());
  }
}
