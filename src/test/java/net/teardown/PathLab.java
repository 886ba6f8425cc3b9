package net.teardown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
 * Hosts with instances, around a router that changes what it forwards as a test demands. Control
 * goes directly to the responder and bypasses the router. The instance on host a runs the
 * experiments and is no responder for others; b is its responder; c doesn't share their token; d
 * has no instance.
 */
final class PathLab implements AutoCloseable {

  static final int DATA = 8007;
  static final int CONTROL = 8080;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXPERIMENTS = "/api/v1/experiments";

  /** The token for callers of the instance on host a. */
  static final String API_TOKEN = "the-callers-of-a-know-it";

  /** The token that the instances on a and b share, and the others don't know. */
  static final String CONTROL_TOKEN = "a-and-b-know-it";

  private final Path directory;
  private final Network network = new Network();
  private final Host router;
  private final Map<String, Host> hosts = new TreeMap<>();
  private final Map<String, URI> bases = new TreeMap<>();
  private final Map<String, ServiceProcess> services = new ConcurrentHashMap<>();
  private final List<ServiceProcess> started = new ArrayList<>();

  private PathLab() throws IOException {
    directory = Files.createTempDirectory("path-lab");
    router = network.router("m");
    for (String name : List.of("a", "b", "c", "d")) {
      Host host = network.host(name);
      network.link(host, router);
      hosts.put(name, host);
      bases.put(
          name,
          URI.create("http://%s:%d".formatted(network.management(host).getHostAddress(), CONTROL)));
    }
    try {
      CompletableFuture.allOf(
              starting(
                  "a",
                  "--teardown.api.token=" + API_TOKEN,
                  "--teardown.responder.token=" + CONTROL_TOKEN,
                  "--teardown.responder.enabled=false"),
              starting("b", "--teardown.responder.token=" + CONTROL_TOKEN),
              starting("c", "--teardown.responder.token=only-c-knows-it"))
          .join();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** A directory for files, which is deleted with the lab. */
  Path directory() {
    return directory;
  }

  Host router() {
    return router;
  }

  Host host(String name) {
    return Objects.requireNonNull(hosts.get(name), name);
  }

  /** The instance that was started last on this host. */
  ServiceProcess on(String name) {
    return Objects.requireNonNull(services.get(name), name);
  }

  /** The base URL at which tests reach the instance on a host. */
  URI base(String name) {
    return Objects.requireNonNull(bases.get(name), name);
  }

  /**
   * Starts an instance on a host that may connect to all other hosts, and waits until it is ready.
   */
  ServiceProcess start(String name, String... arguments) {
    return starting(name, arguments).join();
  }

  /** Starts an instance without waiting. */
  CompletableFuture<ServiceProcess> starting(String name, String... arguments) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        Path own = Files.createTempDirectory(directory, name);
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--teardown.vantage=probe-" + name);
        all.add("--teardown.responder.bind-address=::");
        all.add("--teardown.responder.port=" + DATA);
        all.add("--teardown.policy.allow=198.18.0.0/15,fd00::/8");
        ServiceProcess service =
            ServiceProcess.startAt(
                base(name), host(name).prefix(), own, all.toArray(String[]::new));
        synchronized (started) {
          started.add(service);
        }
        services.put(name, service);
        return service;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    });
  }

  /** The fields that send data and control to a host directly. */
  String straightTo(String name) {
    return through(host(name).v4(), name);
  }

  /** The fields that send data to the router's own address, and control to a host. */
  String through(String name) {
    return through(router.v4(), name);
  }

  /** The fields that send data to an address, and control to a host. */
  String through(InetAddress data, String name) {
    InetAddress control = data.getAddress().length == 4 ? host(name).v4() : host(name).v6();
    String literal = control.getHostAddress();
    return "'targetHost':'%s','responderUrl':'http://%s:%d',"
        .formatted(
            data.getHostAddress(), literal.contains(":") ? "[" + literal + "]" : literal, CONTROL);
  }

  /**
   * Makes the instance on a host run an experiment.
   *
   * @param fields the fields of the body, with single quotes and without braces
   */
  PathRun run(String name, String fields) {
    return new PathRun(ask(name, fields, 201));
  }

  /** The same, without keeping the outcome. */
  JsonNode unkept(String name, String fields) {
    return ask(name, request(base(name).resolve(EXPERIMENTS + "?store=false"), fields), 200);
  }

  /** The same, with the expected status of the response. */
  JsonNode ask(String name, String fields, int status) {
    return ask(name, request(base(name).resolve(EXPERIMENTS), fields), status);
  }

  private static HttpRequest.Builder request(URI uri, String fields) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{" + fields.replace('\'', '"') + "}"));
  }

  /**
   * Makes the instance on a host run a campaign, and waits for its end, two minutes at most.
   *
   * @param body the request's
   */
  JsonNode campaign(String name, String body) {
    return ask(
        name,
        HttpRequest.newBuilder(base(name).resolve("/api/v1/campaigns?wait=120"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        201);
  }

  /** An experiment that the instance on a host keeps. */
  JsonNode kept(String name, String id) {
    return ask(name, HttpRequest.newBuilder(base(name).resolve(EXPERIMENTS + "/" + id)), 200);
  }

  private JsonNode ask(String name, HttpRequest.Builder request, int status) {
    try {
      HttpResponse<String> response =
          on(name).send(request.header("Authorization", "Bearer " + API_TOKEN));
      if (response.statusCode() != status) {
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

  /** Runs several tasks at once. */
  static <T> List<T> atOnce(List<? extends Supplier<T>> tasks) {
    List<CompletableFuture<T>> running = tasks.stream().map(PathLab::started).toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  /** Starts a task without waiting. */
  static <T> CompletableFuture<T> started(Supplier<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            done.complete(task.get());
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  @Override
  public void close() {
    synchronized (started) {
      started.forEach(ServiceProcess::close);
    }
    network.close();
    FileSystemUtils.deleteRecursively(directory.toFile());
  }

  /**
   * Gives the lab to tests that ask for it. All share one, because its instances take seconds to
   * start.
   */
  static final class Shared implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(PathLab.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      Needs.hosts();
      Needs.packetFilter();
      lab(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == PathLab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return lab(context);
    }

    private static PathLab lab(ExtensionContext context) {
      return context
          .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
          .computeIfAbsent(PathLab.class, _ -> make(), PathLab.class);
    }

    private static PathLab make() {
      try {
        return new PathLab();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
