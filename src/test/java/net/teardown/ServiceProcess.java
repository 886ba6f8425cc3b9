package net.teardown;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The service as users run it: a process of its own, used only over HTTP. */
final class ServiceProcess implements AutoCloseable {

  /** The last line of a start's log: the call to try first. */
  private static final Pattern FIRST_CALL =
      Pattern.compile("Try one: +curl -X POST '(localhost:(\\d+)\\S+)'\n");

  static final String STARTS_FAST = "-XX:TieredStopAtLevel=1";

  /** Whether a start without the cache has been told of. */
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private static final Duration START = Duration.ofMinutes(5);

  /** A run may take a minute, and a diagnosis repeats it three times. */
  private static final Duration ANSWER = Duration.ofMinutes(4);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final URI firstCall;
  private final URI base;

  private ServiceProcess(Process process, Path log, URI firstCall, URI base) {
    this.process = process;
    this.log = log;
    this.firstCall = firstCall;
    this.base = base;
  }

  /**
   * Starts the service on a port of its own and waits until it is ready and has logged the
   * self-check.
   *
   * @param before the command that runs java; may be empty
   * @param directory the directory of its history and of its log
   */
  static ServiceProcess start(List<String> before, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return start(null, fast(), before, directory, "--server.port=0", arguments);
  }

  /** Starts it as {@link #start}, for a benchmark: with all tiers of the JIT compiler. */
  static ServiceProcess startForSpeed(Path directory, String... arguments)
      throws IOException, InterruptedException {
    return startForSpeed(serviceClassPath(), directory, arguments);
  }

  /** Starts the classes of this class path as {@link #startForSpeed(Path, String...)}. */
  static ServiceProcess startForSpeed(String classPath, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return start(
        null, List.of("-cp", classPath), List.of(), directory, "--server.port=0", arguments);
  }

  /** Starts it as {@link #start}, with the classes of the tests beside its own. */
  static ServiceProcess startWithTests(List<String> before, Path directory, String... arguments)
      throws IOException, InterruptedException {
    return start(null, fastWithTests(), before, directory, "--server.port=0", arguments);
  }

  /** Starts the classes of this class path as {@link #start}. */
  static ServiceProcess startOf(
      String classPath, List<String> before, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> flags = List.of(STARTS_FAST, "-cp", classPath);
    return start(null, flags, before, directory, "--server.port=0", arguments);
  }

  /**
   * Starts it as {@link #start}, to train an AOT cache.
   *
   * @param flags the class path and the name of the cache
   */
  static ServiceProcess startForTraining(List<String> flags, Path directory)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(flags);
    all.add(STARTS_FAST);
    return start(null, all, List.of(), directory, "--server.port=0");
  }

  /**
   * Starts it as {@link #start}, with the flags of the image and so with its heap size, and with
   * the AOT cache that Maven has made, as the image has its own.
   */
  static ServiceProcess startAsImage(Path directory, String... arguments)
      throws IOException, InterruptedException {
    return startAsImage(archive().flags(), directory, arguments);
  }

  /**
   * Starts it as {@link #startAsImage}, to be measured: without a cache.
   *
   * <p>The process has a session of its own, to which the kernel's scheduler gives as much time as
   * to that of the test. Load that would come from other hosts then doesn't take this process's
   * processors (sched(7), "The autogroup feature").
   */
  static ServiceProcess startAsImageWithoutCache(Path directory, String... arguments)
      throws IOException, InterruptedException {
    return startAsImage(List.of("-cp", serviceClassPath()), directory, arguments);
  }

  private static ServiceProcess startAsImage(
      List<String> classes, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>(classes);
    Dockerfile.read(Path.of("Dockerfile")).entryPoint().stream()
        .filter(flag -> flag.startsWith("-XX:") && !flag.startsWith("-XX:AOTCache="))
        .forEach(flags::add);
    return start(null, flags, List.of("setsid"), directory, "--server.port=0", arguments);
  }

  /**
   * Starts the service so that others can reach it: at the port of {@code base}, on every address
   * of the host on which {@code before} puts it.
   *
   * @param base the URL at which this test reaches it
   */
  static ServiceProcess startAt(URI base, List<String> before, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--server.address=::"));
    all.addAll(List.of(arguments));
    return start(
        base,
        fast(),
        before,
        directory,
        "--server.port=" + base.getPort(),
        all.toArray(String[]::new));
  }

  private static List<String> fast() {
    return fast(List.of());
  }

  /** The flags of a JVM that runs for seconds, with the classes of the tests behind the others. */
  static List<String> fastWithTests() {
    return fast(List.of(tests()));
  }

  private static List<String> fast(List<Path> behind) {
    ServiceArchive archive = archive();
    if (!archive.isCurrent() && !TOLD.getAndSet(true)) {
      System.err.println(
          "The service starts slowly: of these classes 'mvn verify' has made no AOT cache yet.");
    }
    List<String> flags = new ArrayList<>(archive.flags(behind));
    flags.add(STARTS_FAST);
    return flags;
  }

  private static ServiceProcess start(
      @Nullable URI base,
      List<String> flags,
      List<String> before,
      Path directory,
      String port,
      String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "service", ".log");
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // Services of tests stand side by side; what an argument says comes before this.
    command.add("-Dteardown.responder.port=0");
    command.addAll(flags);
    command.addAll(List.of(Teardown.class.getName(), port, "--teardown.data-dir=" + directory));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      URI firstCall = firstCall(process, log);
      ServiceProcess service =
          new ServiceProcess(process, log, firstCall, base != null ? base : firstCall);
      HttpResponse<String> ready = service.get("/readyz");
      if (ready.statusCode() != 200) {
        throw new AssertionError("not ready: " + ready.body());
      }
      return service;
    } catch (Throwable e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Everything it has logged. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** The URL in the command line that the log suggests. */
  URI firstCall() {
    return firstCall;
  }

  /** The process, to measure what it uses. */
  ProcessHandle process() {
    return process.toHandle();
  }

  /** A file in the process's own mount namespace. */
  Path seenByIt(Path file) {
    return Path.of("/proc/%d/root%s".formatted(process.pid(), file.toAbsolutePath()));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** The port of its HTTP. */
  int port() {
    return base.getPort();
  }

  /** Makes the call that the log suggests. */
  HttpResponse<String> callFirst() throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(firstCall).POST(HttpRequest.BodyPublishers.noBody()));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends SIGTERM, as an operator or a container stops it. */
  void stop() {
    process.destroy();
  }

  /** Sends SIGKILL, which no process can handle. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits until it exits; 128 plus the signal's number if a signal ended it. */
  int exitCode() throws InterruptedException {
    return exitCode(Duration.ofSeconds(60));
  }

  /** Waits this long at most until it exits. */
  int exitCode(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost)) {
      throw new AssertionError("still running");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
    client.close();
  }

  /** A request to it, to be sent with more in it. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path));
  }

  private static URI firstCall(Process process, Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      String said = Files.readString(log);
      Matcher call = FIRST_CALL.matcher(said);
      if (call.find()) {
        return URI.create("http://" + call.group(1));
      }
      if (!alive || System.nanoTime() > deadline) {
        throw new AssertionError("The service did not start:\n" + said);
      }
      Thread.sleep(50);
    }
  }

  /** The service's class path in this build, with the AOT cache that there is or may be of it. */
  static ServiceArchive archive() {
    return ServiceArchive.of(serviceClassPath(), Path.of("target", "service"));
  }

  /** The class path of this test. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The same without the classes of the tests, which Spring would scan in each start. */
  static String serviceClassPath() {
    Path tests = tests();
    return Stream.of(classPath().split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty() && !Path.of(entry).toAbsolutePath().equals(tests))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path tests() {
    try {
      return Path.of(
          ServiceProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
