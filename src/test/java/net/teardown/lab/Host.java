package net.teardown.lab;

import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A host of a {@link Network}: a network namespace with addresses of its own. */
public final class Host {

  private static final String RESETS = "tcp flags & rst == rst";
  private static final String FINS = "tcp flags & (fin | rst) == fin";
  private static final int TIMEOUT_SECONDS = 20;

  private final String name;
  private final String namespace;
  private final boolean router;
  private final Undo undo;
  private final ExecutorService inside;
  private @Nullable InetAddress v4;
  private @Nullable InetAddress v6;
  private int rules;

  Host(String name, String namespace, boolean router, Undo undo) {
    this.name = name;
    this.namespace = namespace;
    this.router = router;
    this.undo = undo;
    Command.ip("netns add " + namespace);
    undo.later(() -> Command.ip("netns del " + namespace));
    undo.later(this::killAll);
    inside = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    undo.later(inside::shutdownNow);
    call(this::enter);
    configure();
  }

  private void configure() {
    sysctl("net/ipv6/conf/all/disable_ipv6", 0);
    sysctl("net/ipv6/conf/default/disable_ipv6", 0);
    // Without duplicate address detection, because a router would use an address for neighbour
    // discovery only a second after it got it.
    sysctl("net/ipv6/conf/all/accept_dad", 0);
    sysctl("net/ipv6/conf/default/accept_dad", 0);
    sysctl("net/ipv4/conf/all/rp_filter", 0);
    sysctl("net/ipv4/conf/default/rp_filter", 0);
    sysctl("net/ipv4/ip_forward", router ? 1 : 0);
    sysctl("net/ipv6/conf/all/forwarding", router ? 1 : 0);
    ip("link set lo up");
  }

  /** Its IPv4 address on its first link. */
  public InetAddress v4() {
    return Objects.requireNonNull(v4, "not linked");
  }

  /** Its IPv6 address on its first link. */
  public InetAddress v6() {
    return Objects.requireNonNull(v6, "not linked");
  }

  /** The command prefix that runs a command on this host. */
  public List<String> prefix() {
    return List.of("ip", "netns", "exec", namespace);
  }

  /** Runs a command on this host to its end, and returns what it printed. */
  public String run(String... command) {
    return run("", command);
  }

  /**
   * Runs {@code ip} on this host, with the arguments of a line such as {@code link set lo down}.
   */
  public String ip(String line) {
    return Command.ip("-n " + namespace + " " + line);
  }

  /** Sets a kernel parameter of this host alone, by its path under {@code /proc/sys}. */
  public void sysctl(String path, int value) {
    sysctl(path, Integer.toString(value));
  }

  /** Sets a kernel parameter that isn't a single number. */
  public void sysctl(String path, String value) {
    call(() -> Files.writeString(Path.of("/proc/sys", path), value));
  }

  /**
   * Performs a task on this host in this process: a socket that it opens is the host's, whichever
   * thread uses it later. Tasks run one at a time, so a task must not wait for another.
   */
  public <T> T call(Callable<T> task) {
    Future<T> future = inside.submit(task);
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("on host " + name + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new IllegalStateException("on host " + name + ": takes too long", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts a program on this host, and waits until it listens. The network ends it at the latest.
   *
   * @param log the file for its output
   * @param port where it will listen
   */
  public Daemon start(Path log, int port, String... command) {
    List<String> whole = new ArrayList<>(prefix());
    whole.addAll(List.of(command));
    Daemon daemon = Daemon.start(whole, log);
    undo.later(daemon::close);
    daemon.awaitListening(port);
    return daemon;
  }

  /** Drops incoming resets from and to a port, for this host or to be forwarded. */
  public Rule dropResets(int port) {
    return drop(RESETS + from(port), RESETS + to(port));
  }

  /** Drops incoming resets from a port: the responder's. */
  public Rule dropResetsFrom(int port) {
    return drop(RESETS + from(port));
  }

  /** Drops incoming resets to a port: the initiator's. */
  public Rule dropResetsTo(int port) {
    return drop(RESETS + to(port));
  }

  /** Drops incoming FINs from a port: the responder's. */
  public Rule dropFinsFrom(int port) {
    return drop(FINS + from(port));
  }

  /** Counts incoming resets from a port. */
  public Rule countResetsFrom(int port) {
    return count(RESETS + from(port));
  }

  /** Counts incoming FINs from a port. */
  public Rule countFinsFrom(int port) {
    return count(FINS + from(port));
  }

  /** Drops incoming packets that match one of the expressions, in the syntax of nft(8). */
  public Rule drop(String... matches) {
    return filter(matches, "counter drop");
  }

  /** Counts incoming packets that match one of the expressions, in the syntax of nft(8). */
  public Rule count(String... matches) {
    return filter(matches, "counter");
  }

  /**
   * Forwards a port of this host to another host by NAT with masquerading: the other end sees this
   * host's address as the connection's source. The rule counts connections.
   */
  public Rule translate(int port, InetSocketAddress to) {
    boolean ipv4 = to.getAddress().getAddress().length == 4;
    return rule(
        """
        chain in {
          type nat hook prerouting priority dstnat;
          fib daddr type local tcp dport %d counter dnat %s to %s
        }
        chain out {
          type nat hook postrouting priority srcnat;
          ct status dnat masquerade
        }
        """
            .formatted(port, ipv4 ? "ip" : "ip6", Network.text(to)));
  }

  /**
   * Redirects connections that this host would forward to a port to that port of its own, as a
   * sidecar does. The rule counts connections.
   */
  public Rule intercept(int port) {
    return rule(
        """
        chain in {
          type nat hook prerouting priority dstnat;
          fib daddr type != local tcp dport %d counter redirect
        }
        """
            .formatted(port));
  }

  /**
   * Forwards a port of this host to the same port of one of two others, in turn, each of which sees
   * the initiator's own address. IPv4 only. The rule counts connections.
   */
  public Rule takeTurns(int port, Host first, Host second) {
    return rule(
        """
        chain in {
          type nat hook prerouting priority dstnat;
          fib daddr type local tcp dport %d counter dnat ip to numgen inc mod 2 map { 0 : %s, 1 : %s }
        }
        """
            .formatted(port, first.v4().getHostAddress(), second.v4().getHostAddress()));
  }

  /**
   * Drops packets from and to a port that are larger than this, without an ICMP error, as a
   * misconfigured tunnel does.
   */
  public Rule dropLargerThan(int bytes, int port) {
    return drop(
        "meta length > %d%s".formatted(bytes, from(port)),
        "meta length > %d%s".formatted(bytes, to(port)));
  }

  /**
   * Answers FINs that this host would forward from a port with a reset to their sender, and drops
   * them.
   */
  public Rule rejectFinsFrom(int port) {
    return passing(FINS + from(port) + " counter reject with tcp reset");
  }

  /**
   * Answers FINs that this host would forward to a port, the initiator's, with a reset to their
   * sender, and drops them.
   */
  public Rule rejectFinsTo(int port) {
    return passing(FINS + to(port) + " counter reject with tcp reset");
  }

  /**
   * Answers SYNs that this host would forward to a port with a SYN cookie itself, and connects to
   * the other end only after the initiator's ACK (SYNPROXY).
   */
  public Rule proxySyns(int port) {
    // Otherwise conntrack takes the first packet for one of a connection whose beginning it missed.
    sysctl("net/netfilter/nf_conntrack_tcp_loose", 0);
    return rule(
        """
        chain in {
          type filter hook prerouting priority raw;
          tcp dport %1$d tcp flags & (syn | ack) == syn counter notrack
        }
        chain through {
          type filter hook forward priority filter;
          tcp dport %1$d ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
          tcp sport %1$d ct state invalid drop
          tcp dport %1$d ct state invalid drop
        }
        """
            .formatted(port));
  }

  /**
   * Delivers packets from a port, whatever their destination, to the sockets of this host, because
   * a proxy here may have taken on that address. IPv4 only.
   */
  public Rule takeBack(int port) {
    ip("rule add fwmark 1 lookup 100");
    ip("route replace local default dev lo table 100");
    return rule(
        """
        chain in {
          type filter hook prerouting priority mangle;
          tcp sport %d socket transparent 1 counter meta mark set 1
        }
        """
            .formatted(port));
  }

  /**
   * Makes this host, as a NAT, forget connections that are silent for a while, and drop what it
   * doesn't know, until what it returns is closed.
   *
   * @param port of this host, which is translated
   * @param inside the port that it is translated to
   */
  public AutoCloseable forgetSilentFlows(int port, int inside, int afterSeconds) {
    AutoCloseable forgetting = forgetSilently(afterSeconds);
    Rule rule =
        rule(
            """
            chain in {
              type filter hook prerouting priority filter;
              tcp dport { %1$d, %2$d } ct state invalid counter drop
              tcp sport %2$d ct state invalid counter drop
              tcp dport { %1$d, %2$d } ct state new tcp flags & (syn | ack) != syn counter drop
            }
            """
                .formatted(port, inside));
    return () -> {
      rule.close();
      forgetting.close();
    };
  }

  /**
   * Makes this host, as a firewall, forget connections that are silent for a while, and treat what
   * it would forward for one that it doesn't know, until what it returns is closed.
   *
   * @param verdict how it treats it, in the syntax of nft(8)
   */
  public AutoCloseable forgetForwardedFlows(int port, int afterSeconds, String verdict) {
    AutoCloseable forgetting = forgetSilently(afterSeconds);
    Rule rule =
        rule(
            """
            chain through {
              type filter hook forward priority filter;
              tcp dport %1$d ct state invalid counter %2$s
              tcp sport %1$d ct state invalid counter %2$s
            }
            """
                .formatted(port, verdict));
    return () -> {
      rule.close();
      forgetting.close();
    };
  }

  /**
   * Makes this host's connection tracking forget connections that are silent for a while, until
   * what it returns is closed.
   */
  public AutoCloseable forgetSilently(int afterSeconds) {
    String timeout = "net/netfilter/nf_conntrack_tcp_timeout_established";
    String loose = "net/netfilter/nf_conntrack_tcp_loose";
    String before = call(() -> Files.readString(Path.of("/proc/sys", timeout)).strip());
    sysctl(timeout, afterSeconds);
    // Else conntrack takes up a connection that it has forgotten.
    sysctl(loose, 0);
    return () -> {
      sysctl(loose, 1);
      sysctl(timeout, before);
    };
  }

  private Rule passing(String statement) {
    return rule(
        "chain through {\n  type filter hook forward priority filter;\n  %s\n}\n"
            .formatted(statement));
  }

  private Rule filter(String[] matches, String verdict) {
    StringBuilder chain =
        new StringBuilder("chain in {\n  type filter hook prerouting priority raw;\n");
    for (String match : matches) {
      chain.append("  ").append(match).append(' ').append(verdict).append('\n');
    }
    return rule(chain.append("}\n").toString());
  }

  private Rule rule(String chains) {
    Rule rule = new Rule(this, "rule" + rules++, chains);
    undo.later(rule::close);
    return rule;
  }

  private static String from(int port) {
    return " tcp sport " + port;
  }

  private static String to(int port) {
    return " tcp dport " + port;
  }

  String run(String input, String[] command) {
    List<String> whole = new ArrayList<>(prefix());
    whole.addAll(List.of(command));
    return Command.run(input, whole);
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  boolean router() {
    return router;
  }

  void linked(InetAddress newV4, InetAddress newV6) {
    v4 = v4 == null ? newV4 : v4;
    v6 = v6 == null ? newV6 : v6;
  }

  /** Moves the calling thread into the namespace. */
  private boolean enter() {
    try (Arena arena = Arena.ofConfined()) {
      Syscalls syscalls = new Syscalls(arena);
      String path = "/run/netns/" + namespace;
      int flags = Syscalls.O_RDONLY | Syscalls.O_CLOEXEC;
      int fd = Syscalls.check(syscalls.open(arena.allocateFrom(path), flags), "open " + path);
      Syscalls.check(syscalls.setns(fd, Syscalls.CLONE_NEWNET), "setns " + path);
      return syscalls.close(fd) == 0;
    }
  }

  /** Kills what still runs on this host. */
  private void killAll() {
    Command.ip("netns pids " + namespace)
        .lines()
        .map(line -> Long.parseLong(line.strip()))
        .filter(pid -> pid != ProcessHandle.current().pid())
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  @Override
  public String toString() {
    return name;
  }
}
