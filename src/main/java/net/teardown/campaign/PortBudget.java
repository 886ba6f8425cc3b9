package net.teardown.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.teardown.experiment.Closer;
import net.teardown.experiment.PeerKind;
import net.teardown.experiment.Spec;
import net.teardown.experiment.Target;

/**
 * Whoever sends the first FIN of a clean run holds its port in TIME_WAIT for a minute
 * (TCP_TIMEWAIT_LEN of Linux; RFC 9293 section 3.4.1 has it twice the maximum segment lifetime).
 * Where that is the initiator, its local ports bound how many runs a second one target can have.
 */
final class PortBudget {

  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int LINUX_DEFAULT = 60999 - 32768 + 1;
  private static final double TIME_WAIT_SECONDS = 60;

  private PortBudget() {}

  /** The most runs a second of these cells, taken in turn; nothing if ports don't bound them. */
  static OptionalDouble of(List<Cell> cells) {
    return of(cells, localPorts());
  }

  static OptionalDouble of(List<Cell> cells, int localPorts) {
    Map<Target, Integer> holding = new HashMap<>();
    int valid = 0;
    for (Cell cell : cells) {
      Spec spec = cell.spec();
      if (spec != null) {
        valid++;
        if (spec.target() != null && initiatorFirst(spec)) {
          holding.merge(spec.target(), 1, Integer::sum);
        }
      }
    }
    int runs = valid;
    double perTarget = localPorts / TIME_WAIT_SECONDS;
    return holding.values().stream().mapToDouble(held -> perTarget * runs / held).min();
  }

  private static boolean initiatorFirst(Spec spec) {
    // Which end of a server's connection comes first isn't known before.
    return spec.peer() == PeerKind.SERVER
        || spec.initiatorHalfCloses()
        || (spec.closer() == Closer.INITIATOR && !spec.aborts());
  }

  private static int localPorts() {
    try {
      String[] range = Files.readString(RANGE).strip().split("\\s+", -1);
      return Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1;
    } catch (IOException | RuntimeException _) {
      return LINUX_DEFAULT;
    }
  }
}
