package net.teardown.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts and the links between them, in network namespaces of this machine. They are made when asked
 * for and removed by {@link #close}.
 *
 * <p>Addresses are in 198.18.0.0/15, which RFC 2544 reserves for tests, and in fd00::/8. A host
 * with a link to a router reaches all that the router does.
 */
public final class Network implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private static final int MANAGEMENT_LINKS = 1 << 14;
  private static final int TRIES = 100;

  /**
   * Above the interface indices that a namespace assigns by itself: loopback, and tunnels that some
   * kernels create.
   */
  private static final int FIRST_INDEX = 1000;

  private final int number = COUNT.incrementAndGet();
  private final long pid = ProcessHandle.current().pid();
  private final Undo undo = new Undo();
  private final Thread atExit = new Thread(undo::all);
  private int links;

  public Network() {
    // So that a build that is stopped leaves nothing behind either.
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Makes a host without links. Its name has at most ten letters. */
  public Host host(String name) {
    return new Host(name, namespace(name), false, undo);
  }

  /** Makes a host that forwards packets. Its name has at most ten letters. */
  public Host router(String name) {
    return new Host(name, namespace(name), true, undo);
  }

  private String namespace(String name) {
    return "teardown-%d-%d-%s".formatted(pid, number, name);
  }

  /** Links two hosts by a veth pair. */
  public void link(Host left, Host right) {
    // Each end gets an index of its own. If both have the same, the kernel takes the peer for the
    // device itself, and IPv6 then learns up to a second late that the link is up.
    int index = FIRST_INDEX + 2 * links;
    left.ip(
        "link add %s index %d type veth peer name %s index %d netns %s"
            .formatted(device(right), index, device(left), index + 1, right.namespace()));
    address(left, right);
  }

  /**
   * Links two hosts by a cable with this delay each way. Throughput is bounded by little but this
   * machine.
   */
  public Cable link(Host left, Host right, Duration eachWay) {
    TunRelay relay = TunRelay.between(left, device(right), right, device(left), eachWay);
    undo.later(relay::close);
    address(left, right);
    relay.start();
    return relay;
  }

  private void address(Host left, Host right) {
    int link = links++;
    InetAddress[] ofLeft = address(left, right, link, 1);
    InetAddress[] ofRight = address(right, left, link, 2);
    route(left, right, ofRight);
    route(right, left, ofLeft);
  }

  private static InetAddress[] address(Host host, Host other, int link, int end) {
    String v4 = "198.18.%d.%d".formatted(link, end);
    String v6 = "fd00:%x::%d".formatted(link, end);
    host.ip("addr add %s/24 dev %s".formatted(v4, device(other)));
    host.ip("addr add %s/64 dev %s nodad".formatted(v6, device(other)));
    host.ip("link set %s up".formatted(device(other)));
    InetAddress[] addresses = {literal(v4), literal(v6)};
    host.linked(addresses[0], addresses[1]);
    return addresses;
  }

  private static void route(Host host, Host other, InetAddress[] via) {
    if (other.router() && !host.router()) {
      host.ip("route add default via " + via[0].getHostAddress());
      host.ip("-6 route add default via " + via[1].getHostAddress());
    }
  }

  /**
   * Links a host to the one that the tests run on. Returns the address by which the tests reach it;
   * the host reaches nothing else by that link.
   */
  public InetAddress management(Host host) {
    int subnet = Math.floorMod((int) pid * 8 + number, MANAGEMENT_LINKS);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        return management(host, (subnet + attempt) % MANAGEMENT_LINKS);
      } catch (IllegalStateException e) {
        // Processes claim a subnet by the name of the device.
        if (!String.valueOf(e.getMessage()).contains("File exists")) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("Others have every management link");
  }

  private InetAddress management(Host host, int subnet) {
    String device = "teardown" + subnet;
    Command.ip(
        "link add %s type veth peer name management netns %s".formatted(device, host.namespace()));
    undo.later(() -> Command.ip("link del " + device));
    String prefix = "198.19.%d.".formatted(subnet >> 6);
    int first = (subnet & 63) << 2;
    Command.ip("addr add %s%d/30 dev %s".formatted(prefix, first + 1, device));
    Command.ip("link set %s up".formatted(device));
    host.ip("addr add %s%d/30 dev management".formatted(prefix, first + 2));
    host.ip("link set management up");
    return literal(prefix + (first + 2));
  }

  private static String device(Host other) {
    return "to-" + other.name();
  }

  /** Address and port as in configuration files and URLs. */
  public static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Removes all of it, including the processes on the hosts. */
  @Override
  public void close() {
    undo.all();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // This is the shutdown hook itself.
    }
  }
}
