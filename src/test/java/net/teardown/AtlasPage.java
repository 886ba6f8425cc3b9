package net.teardown;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.teardown.api.atlas.Atlas;
import net.teardown.api.atlas.Atlas.AtlasOverTls;
import net.teardown.api.atlas.Atlas.AtlasServer;
import net.teardown.api.atlas.Atlas.LargeUpload;
import net.teardown.api.atlas.Atlas.TlsRow;
import net.teardown.experiment.spec.Writing;
import net.teardown.servers.Server;

/** Writes the page of the atlas, from its data. */
final class AtlasPage {

  /** Where it stands. */
  static final Path PAGE = Path.of("src", "site", "markdown", "atlas.md");

  private AtlasPage() {}

  /** The page, in Markdown. */
  static List<String> of(Atlas atlas) {
    List<String> page = new ArrayList<>();
    page.add("# How servers end connections");
    page.add("");
    page.add(
        "Measured by `mvn -Patlas verify`, which starts these servers on loopback, has Teardown ask"
            + " each of them (`server`)");
    page.add(
        "and writes this file: nothing in it is typed. Each cell stands for %d runs;"
            .formatted(atlas.runs()));
    page.add(
        "where they differ it says how many. %s, %s, Java %s."
            .formatted(atlas.measured(), atlas.system(), atlas.javaVersion()));
    page.add("");
    page.addAll(uploads(atlas));
    page.addAll(clients(atlas));
    page.addAll(others(atlas));
    page.addAll(overTls(atlas.overTls()));
    page.addAll(advice(atlas));
    page.addAll(notAsked(atlas.notAsked()));
    return page;
  }

  private static List<String> uploads(Atlas atlas) {
    List<String> lines = new ArrayList<>();
    lines.add("## A refused upload");
    lines.add("");
    lines.add(
        "A POST that the server refuses by its `Content-Length`, with %d KiB of body and with %d MiB. Verdicts by how the client writes:"
            .formatted(atlas.smallBytes() / 1024, atlas.largeBytes() / 1024 / 1024));
    lines.add(
        "`ALL_THEN_READ`, `READ_WHILE_WRITING` and `STOP_AT_ERROR`; once where all three ended the"
            + " same way.");
    lines.add("");
    lines.add(
        "| server | setting | answer | %d KiB | %d MiB | teardowns that look like that |"
            .formatted(atlas.smallBytes() / 1024, atlas.largeBytes() / 1024 / 1024));
    lines.add("|---|---|---|---|---|---|");
    for (AtlasServer entry : atlas.servers()) {
      lines.add(
          row(
              named(entry),
              entry.setting(),
              counted(entry.answers()),
              byWriting(entry.small(), verdicts -> verdicts),
              byWriting(entry.large(), LargeUpload::verdicts),
              byWriting(entry.large(), LargeUpload::teardowns)));
    }
    lines.add("");
    return lines;
  }

  private static List<String> clients(Atlas atlas) {
    List<String> lines = new ArrayList<>();
    lines.add("## Which client gets the answer");
    lines.add("");
    lines.add(
        "Of the same uploads of %d MiB: what a client gets that reads on after a failed write, and one that stops there (derived from"
            .formatted(atlas.largeBytes() / 1024 / 1024));
    lines.add(
        "the same connection, or the other way round). The error is what the first write that"
            + " failed said.");
    lines.add("");
    lines.add("| server | setting | writes fail with | reads on | stops |");
    lines.add("|---|---|---|---|---|");
    for (AtlasServer entry : atlas.servers()) {
      lines.add(
          row(
              named(entry),
              entry.setting(),
              byWriting(entry.large(), LargeUpload::writeErrors),
              byWriting(entry.large(), LargeUpload::readsOn),
              byWriting(entry.large(), LargeUpload::stopsAtError)));
    }
    lines.add("");
    return lines;
  }

  private static List<String> others(Atlas atlas) {
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
    for (AtlasServer entry : atlas.servers()) {
      List<String> cells = new ArrayList<>(List.of(named(entry), entry.setting()));
      entry.others().values().forEach(other -> cells.add(counted(other)));
      lines.add(row(cells.toArray(String[]::new)));
    }
    lines.add("");
    return lines;
  }

  private static List<String> overTls(AtlasOverTls atlas) {
    List<String> lines = new ArrayList<>();
    lines.add("## Over TLS");
    lines.add("");
    lines.add(
        "The verdict, [how the stream ended](servers.md#over-tls) and the answer's status: of a GET"
            + " with `Connection: close`; of an upload");
    lines.add(
        "of 4 MiB that is refused by its `Content-Length`, by a client that reads while it writes;"
            + " and of the [module](probes.md)");
    lines.add(
        "`tls_close`, which says nothing and half-closes. %d runs of each, one after the other."
            .formatted(atlas.runs()));
    lines.add("%s, %s, Java %s.".formatted(atlas.measured(), atlas.system(), atlas.javaVersion()));
    lines.add("");
    lines.add("| server | setting | TLS | GET | upload | `tls_close` |");
    lines.add("|---|---|---|---|---|---|");
    for (TlsRow server : atlas.servers()) {
      server
          .endings()
          .forEach((version, ended) ->
              lines.add(
                  row(
                      server.product() + " " + server.version(),
                      server.setting(),
                      version.text().replace("TLS ", ""),
                      eachCounted(ended.get()),
                      ended.upload().isEmpty() ? "can't refuse it" : eachCounted(ended.upload()),
                      eachCounted(ended.tlsClose()))));
    }
    lines.add("");
    lines.addAll(notAsked(atlas.notAsked()));
    return lines;
  }

  private static List<String> notAsked(List<String> servers) {
    List<String> lines = new ArrayList<>();
    if (!servers.isEmpty()) {
      lines.add("Not asked, because they aren't installed where this was measured:");
      lines.add("");
      servers.forEach(server -> lines.add("- " + server));
    }
    return lines;
  }

  private static List<String> advice(Atlas atlas) {
    List<String> lines = new ArrayList<>();
    lines.add("## How to make it safe");
    lines.add("");
    lines.add(
        "What the outcomes of the uploads say to change. Where an answer is at risk, as for any:");
    lines.add("");
    atlas.advice().forEach(any -> lines.add("- " + any));
    lines.add("");
    lines.add("And for the server itself, where something is known of it:");
    lines.add("");
    lines.add("| server | setting | what to change |");
    lines.add("|---|---|---|");
    for (AtlasServer entry : atlas.servers()) {
      lines.add(
          row(
              named(entry),
              entry.setting(),
              entry.advice().isEmpty() ? "nothing" : String.join("<br>", entry.advice())));
    }
    lines.add("");
    return lines;
  }

  private static String named(AtlasServer server) {
    return server.product() + " " + server.version();
  }

  /** A single value if it is the same for all ways of writing. */
  private static <T> String byWriting(
      Map<Writing, T> uploads, Function<T, Map<String, Integer>> what) {
    Map<Writing, String> tallies = new LinkedHashMap<>();
    uploads.forEach((writing, runs) -> tallies.put(writing, counted(what.apply(runs))));
    Set<String> different = Set.copyOf(tallies.values());
    return different.size() == 1
        ? different.iterator().next()
        : tallies.entrySet().stream()
            .map(tally -> tally.getKey() + ": " + tally.getValue())
            .collect(Collectors.joining("<br>"));
  }

  /** The value of all runs, or how many have which. */
  private static String counted(Map<String, Integer> counts) {
    return counts.size() == 1
        ? counts.keySet().iterator().next()
        : counts.entrySet().stream()
            .map(count -> "%s %d".formatted(count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** As {@link #counted}, for values that end in a number. */
  private static String eachCounted(Map<String, Integer> counts) {
    return counts.size() == 1
        ? counts.keySet().iterator().next()
        : counts.entrySet().stream()
            .map(count -> "%s: %d".formatted(count.getKey(), count.getValue()))
            .collect(Collectors.joining("<br>"));
  }

  private static String row(String... cells) {
    return "| %s |".formatted(String.join(" | ", cells));
  }
}
