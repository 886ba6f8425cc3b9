package net.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.Writing;
import net.teardown.servers.Server;
import tools.jackson.databind.JsonNode;

/** Writes the atlas: the page of how servers end connections. */
final class AtlasPage {

  private AtlasPage() {}

  /**
   * The page, in Markdown.
   *
   * @param missing the servers that were not run, and why
   */
  static List<String> of(List<AtlasEntry> entries, List<String> missing) throws IOException {
    List<String> page = new ArrayList<>();
    page.add("# How servers end connections");
    page.add("");
    page.add(
        "Measured by `mvn -Patlas verify`, which starts these servers on loopback, has Teardown ask"
            + " each of them (`server`)");
    page.add(
        "and writes this file: nothing in it is typed. Each cell stands for %d runs;"
            .formatted(AtlasIT.TIMES));
    page.add(
        "where they differ it says how many. %s, %s %s, Java %s."
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.name"),
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                Runtime.version()));
    page.add("");
    page.addAll(uploads(entries));
    page.addAll(clients(entries));
    page.addAll(others(entries));
    page.addAll(advice(entries));
    if (!missing.isEmpty()) {
      page.add("Not asked, because they aren't installed where this was measured:");
      page.add("");
      missing.forEach(server -> page.add("- " + server));
    }
    return page;
  }

  private static List<String> uploads(List<AtlasEntry> entries) {
    List<String> lines = new ArrayList<>();
    lines.add("## A refused upload");
    lines.add("");
    lines.add(
        "A POST that the server refuses by its `Content-Length`, with %d KiB of body and with %d MiB. Verdicts by how the client writes:"
            .formatted(AtlasIT.SMALL / 1024, AtlasIT.LARGE / 1024 / 1024));
    lines.add(
        "`ALL_THEN_READ`, `READ_WHILE_WRITING` and `STOP_AT_ERROR`; once where all three ended the"
            + " same way.");
    lines.add("");
    lines.add(
        "| server | setting | answer | %d KiB | %d MiB | teardowns that look like that |"
            .formatted(AtlasIT.SMALL / 1024, AtlasIT.LARGE / 1024 / 1024));
    lines.add("|---|---|---|---|---|---|");
    for (AtlasEntry entry : entries) {
      lines.add(
          row(
              entry.product(),
              entry.setting(),
              tally(entry.uploads(), probe -> String.valueOf(probe.status())),
              byWriting(entry.small(), Probe::verdict),
              byWriting(entry.large(), Probe::verdict),
              byWriting(entry.large(), Probe::teardownsInWords)));
    }
    lines.add("");
    return lines;
  }

  private static List<String> clients(List<AtlasEntry> entries) {
    List<String> lines = new ArrayList<>();
    lines.add("## Which client gets the answer");
    lines.add("");
    lines.add(
        "Of the same uploads of %d MiB: what a client gets that reads on after a failed write, and one that stops there (derived from"
            .formatted(AtlasIT.LARGE / 1024 / 1024));
    lines.add(
        "the same connection, or the other way round). The error is what the first write that"
            + " failed said.");
    lines.add("");
    lines.add("| server | setting | writes fail with | reads on | stops |");
    lines.add("|---|---|---|---|---|");
    for (AtlasEntry entry : entries) {
      lines.add(
          row(
              entry.product(),
              entry.setting(),
              byWriting(
                  entry.large(), probe -> probe.writeError() == null ? "-" : probe.writeError()),
              byWriting(entry.large(), Probe::readerGets),
              byWriting(entry.large(), Probe::stopperGets)));
    }
    lines.add("");
    return lines;
  }

  private static List<String> others(List<AtlasEntry> entries) {
    List<String> lines = new ArrayList<>();
    lines.add("## Other endings");
    lines.add("");
    lines.add(
        "A GET, and nothing more for %d s, where the server may wait for %d; the same with `Connection: close`; the same"
            .formatted(AtlasIT.WAIT_MILLIS / 1000, Server.IDLE_SECONDS));
    lines.add(
        "with a half-close behind it; and a connection on which nothing is said for %d s."
            .formatted(AtlasIT.WAIT_MILLIS / 1000));
    lines.add("");
    lines.add("| server | setting | %s |".formatted(String.join(" | ", AtlasIT.OTHERS.keySet())));
    lines.add("|---|---|" + "---|".repeat(AtlasIT.OTHERS.size()));
    for (AtlasEntry entry : entries) {
      List<String> cells = new ArrayList<>(List.of(entry.product(), entry.setting()));
      for (List<Probe> other : entry.others().values()) {
        cells.add(
            tally(
                other,
                probe -> probe.verdict() + (probe.status() == null ? "" : " " + probe.status())));
      }
      lines.add(row(cells.toArray(String[]::new)));
    }
    lines.add("");
    return lines;
  }

  private static List<String> advice(List<AtlasEntry> entries) {
    Map<AtlasEntry, Set<String>> own = new LinkedHashMap<>();
    Set<String> general = new LinkedHashSet<>();
    for (AtlasEntry entry : entries) {
      Set<String> said = new LinkedHashSet<>();
      for (Probe probe : entry.uploads()) {
        for (JsonNode advice : probe.server().get("advice")) {
          JsonNode product = advice.get("product");
          if (product.isNull()) {
            general.add("- %s: %s".formatted(advice.get("side").asString(), said(advice)));
            said.add("as any");
          } else if (product.asString().startsWith(entry.server().product())) {
            said.add(said(advice));
          }
        }
      }
      own.put(entry, said);
    }
    List<String> lines = new ArrayList<>();
    lines.add("## How to make it safe");
    lines.add("");
    lines.add(
        "What the outcomes of the uploads say to change. Where an answer is at risk, as for any:");
    lines.add("");
    lines.addAll(general);
    lines.add("");
    lines.add("And for the server itself, where something is known of it:");
    lines.add("");
    lines.add("| server | setting | what to change |");
    lines.add("|---|---|---|");
    own.forEach((entry, said) -> {
      if (said.size() > 1) {
        said.remove("as any");
      }
      lines.add(
          row(
              entry.product(),
              entry.setting(),
              said.isEmpty() ? "nothing" : String.join("<br>", said)));
    });
    lines.add("");
    return lines;
  }

  private static String said(JsonNode advice) {
    return "%s (%s)".formatted(advice.get("text").asString(), advice.get("source").asString());
  }

  /** A single value if it is the same for all ways of writing. */
  private static String byWriting(Map<Writing, List<Probe>> probes, Function<Probe, String> what) {
    Map<Writing, String> tallies = new LinkedHashMap<>();
    probes.forEach((writing, runs) -> tallies.put(writing, tally(runs, what)));
    Set<String> different = Set.copyOf(tallies.values());
    return different.size() == 1
        ? different.iterator().next()
        : tallies.entrySet().stream()
            .map(tally -> tally.getKey() + ": " + tally.getValue())
            .collect(Collectors.joining("<br>"));
  }

  /** The value of all probes, or how many probes have which value. */
  private static String tally(List<Probe> probes, Function<Probe, String> what) {
    Map<String, Long> counts =
        probes.stream().collect(Collectors.groupingBy(what, TreeMap::new, Collectors.counting()));
    return counts.size() == 1
        ? counts.keySet().iterator().next()
        : counts.entrySet().stream()
            .map(count -> "%s %d".formatted(count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String row(String... cells) {
    return "| %s |".formatted(String.join(" | ", cells));
  }
}
