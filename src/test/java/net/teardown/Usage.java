package net.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The resources that a service uses at one moment.
 *
 * @param descriptors open file descriptors
 * @param threads threads known to the kernel
 * @param heapBytes live bytes after a garbage collection
 */
record Usage(long descriptors, long threads, long heapBytes) {

  static Usage of(ServiceProcess service) throws Exception {
    long pid = service.process().pid();
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!collection.waitFor(5, TimeUnit.MINUTES)) {
      throw new AssertionError("the collector can't be asked");
    }
    double heap =
        service
            .get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    return new Usage(descriptors(pid).size(), threads(pid), Math.round(heap));
  }

  /** The number of its connections to these ports, in any state. */
  static long connections(ServiceProcess service, Set<Integer> ports) throws IOException {
    Set<String> own = Set.copyOf(descriptors(service.process().pid()));
    long count = 0;
    for (String table : List.of("tcp", "tcp6")) {
      List<String> lines =
          Files.readAllLines(Path.of("/proc/%d/net/%s".formatted(service.process().pid(), table)));
      count +=
          lines.stream()
              .skip(1)
              .map(line -> line.strip().split("\\s+"))
              .filter(fields -> ports.contains(port(fields[2])))
              .filter(fields -> own.contains("socket:[%s]".formatted(fields[9])))
              .count();
    }
    return count;
  }

  /** The port of an address in the format of proc(5). */
  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  /** The target of each descriptor. */
  private static List<String> descriptors(long pid) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/%d/fd".formatted(pid)))) {
      return all.map(Usage::target).collect(Collectors.toList());
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return "closed meanwhile: " + descriptor;
    }
  }

  private static long threads(long pid) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/%d/task".formatted(pid)))) {
      return all.count();
    }
  }
}
