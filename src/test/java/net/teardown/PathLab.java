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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.teardown.lab.Host;
import net.teardown.lab.Network;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hosts with instances on them, around a router that does to what it passes on whatever a test has
 * it do. Control goes straight to the responder, past all of that.
 */
final class PathLab implements AutoCloseable {

  static final int DATA = 8007;
  static final int CONTROL = 8080;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXPERIMENTS = "/api/v1/experiments";

  private final Path directory;
  private final Network network = new Network();
  private final Host router;
  private final Map<String, Host> hosts = new TreeMap<>();
  private final Map<String, InetAddress> management = new TreeMap<>();
  private final Map<String, ServiceProcess> services = new TreeMap<>();
  private final List<ServiceProcess> started = new ArrayList<>();

  /** Nothing runs on them yet. */
  PathLab(Path directory, String... names) {
    this.directory = directory;
    router = network.router("m");
    for (String name : names) {
      Host host = network.host(name);
      network.link(host, router);
      hosts.put(name, host);
      management.put(name, network.management(host));
    }
  }

  Host router() {
    return router;
  }

  Host host(String name) {
    return hosts.get(name);
  }

  /** The instance that was started last on this host. */
  ServiceProcess on(String name) {
    return services.get(name);
  }

  /** Starts an instance on a host that may connect to all of the others, and waits for it. */
  synchronized ServiceProcess start(String name, String... arguments) {
    return starting(name, arguments).join();
  }

  /** Starts one and goes on. */
  CompletableFuture<ServiceProcess> starting(String name, String... arguments) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        Path own = Files.createTempDirectory(directory, name);
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--teardown.vantage=probe-" + name);
        all.add("--teardown.responder.bind-address=::");
        all.add("--teardown.policy.allow=198.18.0.0/15,fd00::/8");
        URI base =
            URI.create("http://%s:%d".formatted(management.get(name).getHostAddress(), CONTROL));
        ServiceProcess service =
            ServiceProcess.startAt(base, host(name).prefix(), own, all.toArray(String[]::new));
        synchronized (started) {
          started.add(service);
          services.put(name, service);
        }
        return service;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    });
  }

  /** The fields that have data and control go to a host by itself. */
  String straightTo(String name) {
    return through(host(name).v4(), name);
  }

  /** The fields that have data go to the router's own address, and control to a host. */
  String through(String name) {
    return through(router.v4(), name);
  }

  /** The fields that have data go to an address, and control to a host. */
  String through(InetAddress data, String name) {
    InetAddress control = data.getAddress().length == 4 ? host(name).v4() : host(name).v6();
    String literal = control.getHostAddress();
    return "'targetHost':'%s','responderUrl':'http://%s:%d',"
        .formatted(
            data.getHostAddress(), literal.contains(":") ? "[" + literal + "]" : literal, CONTROL);
  }

  /**
   * Has the instance on a host run an experiment.
   *
   * @param fields of the body, with single quotes and without braces
   * @param header name and value of each further header
   */
  PathRun run(String name, String fields, String... header) {
    JsonNode answer = ask(name, fields, 201, header);
    return new PathRun(answer);
  }

  /** The same, which is to be answered by this status. */
  JsonNode ask(String name, String fields, int status, String... header) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://%s:%d%s"
                          .formatted(management.get(name).getHostAddress(), CONTROL, EXPERIMENTS)))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{" + fields.replace('\'', '"') + "}"));
      if (header.length > 0) {
        request.headers(header);
      }
      HttpResponse<String> response = on(name).send(request);
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

  /** Does several things at once. */
  static <T> List<T> atOnce(List<? extends Supplier<T>> tasks) {
    List<CompletableFuture<T>> running =
        tasks.stream()
            .map(task -> {
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
            })
            .toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    synchronized (started) {
      started.forEach(ServiceProcess::close);
    }
    network.close();
  }
}
