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
 * Many runs over one path and what came of them.
 *
 * @param path what they went through, in a word or two
 * @param runs all of them, in no order
 * @param madeAgain how many were made in place of one that shows the machine's doing
 */
record Survey(String path, List<Surveyed> runs, int madeAgain) {

  private static final Path DIRECTORY = Path.of("target", "lab");

  /** In which instances that have to wait for a core say nothing in time, of whatever path. */
  private static final Set<String> OUT_OF_TIME =
      Set.of("INCONCLUSIVE/CONTROL_UNREACHABLE", "INCONCLUSIVE/REPORT_UNAVAILABLE");

  private static final int MOST_TRIES = 5;

  /**
   * One of them.
   *
   * @param fields what was asked for
   * @param outcome the answer
   */
  record Surveyed(String fields, JsonNode outcome) {

    /** What is found on the path. */
    List<Found> findings() {
      return outcome
          .path("diagnosis")
          .path("findings")
          .valueStream()
          .map(finding ->
              new Found(finding.get("kind").asString(), finding.get("confirmed").asBoolean()))
          .toList();
    }

    /** How it ended, with the reason where it couldn't be judged. */
    String verdict() {
      String verdict = outcome.get("verdict").asString();
      JsonNode reason = outcome.path("reason");
      return reason.isString() ? verdict + "/" + reason.asString() : verdict;
    }

    String delivery() {
      return outcome.get("delivery").asString();
    }

    /** Whether it was judged, and ended as theory allows. */
    boolean predicted() {
      return outcome.get("asPredicted").asBoolean(false);
    }

    /** Whether it was judged, and ended as theory doesn't allow. */
    boolean unpredicted() {
      return outcome.get("asPredicted").isBoolean() && !predicted();
    }

    /** Whether the instances couldn't speak with each other in time, which no path is between. */
    boolean outOfTime() {
      return OUT_OF_TIME.contains(verdict());
    }

    /** The whole answer, for whoever has to find out what went wrong. */
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

  /** A finding, by the name of its kind. */
  record Found(String kind, boolean confirmed) {}

  /**
   * Asks for so many runs, the fields in turn.
   *
   * @param atOnce how many go on at the same time; each of them waits most of the time
   * @param disturbed what shows this machine's doing instead of the path's, and is asked for again
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

  /** Those that are so. */
  List<Surveyed> where(Predicate<Surveyed> so) {
    return runs.stream().filter(so).toList();
  }

  /** How many ended in which way. */
  Map<String, Integer> verdicts() {
    return counted(runs.stream().map(Surveyed::verdict).toList());
  }

  /** How often what was found. */
  Map<String, Integer> found() {
    return counted(found(_ -> true));
  }

  /** How often what was found and proven. */
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

  /** Puts the line into a table in {@code target/lab}, and prints it. */
  void report(String table) {
    System.out.println(line());
    append(DIRECTORY.resolve(table), line() + "\n");
  }

  /** Puts some of them, whole, into a file in {@code target/lab} that has this survey's name. */
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
