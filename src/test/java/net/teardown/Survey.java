package net.teardown;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Many runs over one path, and their results.
 *
 * @param path the path in a word or two
 * @param runs all runs, in no order
 * @param madeAgain how many runs replaced one that was disturbed by this machine
 */
record Survey(String path, List<Surveyed> runs, int madeAgain) {

  private static final Path DIRECTORY = Path.of("target", "lab");

  /** Reasons that instances give on any path if they have to wait too long for a core. */
  private static final Set<String> OUT_OF_TIME =
      Set.of("INCONCLUSIVE/CONTROL_UNREACHABLE", "INCONCLUSIVE/REPORT_UNAVAILABLE");

  private static final int MOST_TRIES = 5;

  /**
   * One of the runs.
   *
   * @param fields the requested fields
   * @param outcome the response
   */
  record Surveyed(String fields, JsonNode outcome) {

    /** The findings about the path. */
    List<Found> findings() {
      return outcome
          .path("diagnosis")
          .path("findings")
          .valueStream()
          .map(finding ->
              new Found(finding.get("kind").asString(), finding.get("confirmed").asBoolean()))
          .toList();
    }

    /** The verdict, with the reason if it is inconclusive. */
    String verdict() {
      String verdict = outcome.get("verdict").asString();
      JsonNode reason = outcome.path("reason");
      return reason.isString() ? verdict + "/" + reason.asString() : verdict;
    }

    String delivery() {
      return outcome.get("delivery").asString();
    }

    /** Whether it was judged, and theory allows its ending. */
    boolean predicted() {
      return outcome.get("asPredicted").asBoolean(false);
    }

    /** Whether it was judged, and theory doesn't allow its ending. */
    boolean unpredicted() {
      return outcome.get("asPredicted").isBoolean() && !predicted();
    }

    /** Whether the instances failed to communicate in time, which no path between them causes. */
    boolean outOfTime() {
      return OUT_OF_TIME.contains(verdict());
    }

    /** The whole response, to analyse a failure. */
    String whole() {
      return fields + "\n" + outcome.toPrettyString();
    }

    @Override
    public String toString() {
      return "%s: %s %s%s %s"
          .formatted(
              fields, verdict(), delivery(), unpredicted() ? ", not predicted" : "", findings());
    }
  }

  /** A finding, with the name of its kind. */
  record Found(String kind, boolean confirmed) {}

  /**
   * Makes this many runs, with the specs in turn.
   *
   * @param atOnce how many are in progress at the same time; each of them mostly waits
   * @param disturbed whether a result is due to this machine instead of the path, so that the run
   *     is made again
   */
  static Survey of(
      String path,
      int runs,
      int atOnce,
      List<String> fields,
      Function<String, JsonNode> ask,
      Predicate<Surveyed> disturbed) {
    AtomicInteger madeAgain = new AtomicInteger();
    List<Surveyed> done =
        IntStream.range(0, atOnce)
            .mapToObj(first ->
                PathLab.started(() ->
                    IntStream.iterate(first, number -> number < runs, number -> number + atOnce)
                        .mapToObj(number -> fields.get(number % fields.size()))
                        .map(each -> undisturbed(each, ask, disturbed, madeAgain))
                        .toList()))
            .toList()
            .stream()
            .flatMap(started -> started.join().stream())
            .toList();
    return new Survey(path, done, madeAgain.get());
  }

  private static Surveyed undisturbed(
      String fields,
      Function<String, JsonNode> ask,
      Predicate<Surveyed> disturbed,
      AtomicInteger madeAgain) {
    Surveyed run = new Surveyed(fields, ask.apply(fields));
    for (int tries = 1; tries < MOST_TRIES && disturbed.test(run); tries++) {
      madeAgain.incrementAndGet();
      run = new Surveyed(fields, ask.apply(fields));
    }
    return run;
  }

  /** The runs with this property. */
  List<Surveyed> where(Predicate<Surveyed> so) {
    return runs.stream().filter(so).toList();
  }

  /** The number of runs by verdict. */
  Map<String, Integer> verdicts() {
    return counted(runs.stream().map(Surveyed::verdict).toList());
  }

  /** The number of findings by kind. */
  Map<String, Integer> found() {
    return counted(found(_ -> true));
  }

  /** The number of proven findings by kind. */
  Map<String, Integer> confirmed() {
    return counted(found(Found::confirmed));
  }

  private List<String> found(Predicate<Found> such) {
    return runs.stream()
        .flatMap(run -> run.findings().stream())
        .filter(such)
        .map(Found::kind)
        .toList();
  }

  private static Map<String, Integer> counted(Collection<String> words) {
    Map<String, Integer> counts = new TreeMap<>();
    words.forEach(word -> counts.merge(word, 1, Integer::sum));
    return counts;
  }

  /** A line of the table: path, runs, verdicts, unpredicted ones, found, confirmed, made again. */
  String line() {
    return "| %s | %d | %s | %d | %s | %s | %d |"
        .formatted(
            path,
            runs.size(),
            words(verdicts()),
            where(Surveyed::unpredicted).size(),
            words(found()),
            words(confirmed()),
            madeAgain);
  }

  private static String words(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(joining(", "));
  }

  /** Appends the line to a table in {@code target/lab}, and prints it. */
  void report(String table) {
    System.out.println(line());
    append(DIRECTORY.resolve(table), line() + "\n");
  }

  /** Writes some runs completely to a file in {@code target/lab} named after this survey. */
  void keep(List<Surveyed> some, String as) {
    String name = (path + " " + as).replaceAll("[^A-Za-z0-9]+", "-") + ".txt";
    some.forEach(run -> append(DIRECTORY.resolve(name), run.whole() + "\n\n"));
  }

  private static synchronized void append(Path file, String text) {
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
