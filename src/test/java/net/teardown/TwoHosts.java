package net.teardown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.teardown.lab.Cable;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two instances on two hosts, as users run them. One cable joins the hosts directly; the way
 * through a router has a cable with a delay of 20 ms each way.
 */
final class TwoHosts implements AutoCloseable {

  /** The delay of the longer way in one direction. */
  static final Duration EACH_WAY = Duration.ofMillis(20);

  private static final int PORT = 8080;
  private static final JsonMapper JSON = new JsonMapper();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Path directory;
  private final Network network;
  private final Host a;
  private final Host b;
  private final List<InetAddress> distant;
  private final Cable longer;
  private final ServiceProcess probeA;
  private final ServiceProcess probeB;

  private TwoHosts(Consumer<Host> preparation) throws Exception {
    directory = Files.createTempDirectory("two-hosts");
    try {
      network = new Network();
      open.add(network);
      a = network.host("a");
      b = network.host("b");
      Host m = network.router("m");
      network.link(a, b);
      longer = network.link(a, m, EACH_WAY);
      network.link(m, b);
      distant = addresses(b, "to-m");
      preparation.accept(a);
      preparation.accept(b);
      CompletableFuture<ServiceProcess> first = CompletableFuture.supplyAsync(() -> start(a));
      CompletableFuture<ServiceProcess> second = CompletableFuture.supplyAsync(() -> start(b));
      probeA = first.join();
      probeB = second.join();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Two separate hosts whose kernel settings are changed before the instances start, because a
   * listening socket passes the settings of its creation on to its connections.
   *
   * @param preparation is applied to each host
   */
  static TwoHosts prepared(Consumer<Host> preparation) {
    try {
      return new TwoHosts(preparation);
    } catch (Exception e) {
      throw new IllegalStateException("no two hosts", e);
    }
  }

  private ServiceProcess start(Host host) {
    try {
      URI base =
          URI.create("http://%s:%d".formatted(network.management(host).getHostAddress(), PORT));
      Path own = Files.createDirectory(directory.resolve(host.toString()));
      ServiceProcess service =
          ServiceProcess.startAt(
              base,
              host.prefix(),
              own,
              "--teardown.vantage=probe-" + host,
              "--teardown.responder.bind-address=::",
              "--teardown.responder.port=8007",
              "--teardown.policy.allow=198.18.0.0/15,fd00::/8");
      synchronized (open) {
        open.add(service);
      }
      return service;
    } catch (Exception e) {
      throw new IllegalStateException("on host " + host, e);
    }
  }

  private static List<InetAddress> addresses(Host host, String device) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String word : host.ip("-o addr show scope global dev " + device).split("\\s+", -1)) {
      if (word.contains("/")) {
        addresses.add(InetAddress.ofLiteral(word.substring(0, word.indexOf('/'))));
      }
    }
    return addresses;
  }

  /** The host of the instance that runs the experiments. */
  Host a() {
    return a;
  }

  /** The instance that runs the experiments. */
  ServiceProcess probeA() {
    return probeA;
  }

  /** The instance that is the responder. */
  ServiceProcess probeB() {
    return probeB;
  }

  /** Both instances. */
  List<ServiceProcess> both() {
    return List.of(probeA, probeB);
  }

  /** The host of the responder. */
  Host b() {
    return b;
  }

  /**
   * Makes the first instance run an experiment with the second, without keeping it. Control uses
   * the direct cable, whatever the way of the data.
   *
   * @param data the address to which the data goes
   * @param fields the fields of the body, with single quotes and without braces
   */
  JsonNode run(InetAddress data, String fields) {
    return run(
        "%s,'targetHost':'%s','responderUrl':'http://%s:%d'"
            .formatted(fields, data.getHostAddress(), b.v4().getHostAddress(), PORT));
  }

  /**
   * Makes the first instance run an experiment whose fields name the target, without keeping it.
   */
  JsonNode run(String fields) {
    try {
      HttpResponse<String> response =
          probeA.post("/api/v1/experiments?store=false", "{" + fields.replace('\'', '"') + "}");
      if (response.statusCode() != 200) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The cable that makes the longer way long. */
  Cable longer() {
    return longer;
  }

  /** The addresses of host b on the direct cable: IPv4 and IPv6. */
  List<InetAddress> near() {
    return List.of(b.v4(), b.v6());
  }

  /** The addresses of host b over the longer way: IPv4 and IPv6. */
  List<InetAddress> distant() {
    return distant;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    FileSystemUtils.deleteRecursively(directory);
  }

  /**
   * Gives the two hosts to tests that ask for them. All in one JVM share them, because a start
   * takes seconds; with two JVMs of tests, each class is an execution of its own.
   */
  static final class Shared implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(TwoHosts.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      Needs.hosts();
      Needs.tunDevices();
      hosts(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TwoHosts.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return hosts(context);
    }

    private static TwoHosts hosts(ExtensionContext context) {
      return context
          .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
          .computeIfAbsent(TwoHosts.class, _ -> prepared(_ -> {}), TwoHosts.class);
    }
  }
}
