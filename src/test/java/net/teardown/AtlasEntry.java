package net.teardown;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.api.atlas.Atlas.AtlasServer;
import net.teardown.api.atlas.Atlas.LargeUpload;
import net.teardown.experiment.spec.Writing;
import net.teardown.servers.Server;
import tools.jackson.databind.JsonNode;

/**
 * All requests to one server.
 *
 * @param small uploads of few bytes
 * @param large uploads larger than all buffers
 * @param others requests other than uploads, by what they are
 */
record AtlasEntry(
    Server server,
    String version,
    Map<Writing, List<Probe>> small,
    Map<Writing, List<Probe>> large,
    Map<String, List<Probe>> others) {

  /** What the atlas has of it. */
  AtlasServer row() {
    return new AtlasServer(
        server.product(),
        version,
        server.setting(),
        tally(uploads(), probe -> String.valueOf(probe.status())),
        each(small, runs -> tally(runs, Probe::verdict)),
        each(
            large,
            runs ->
                new LargeUpload(
                    tally(runs, Probe::verdict),
                    tally(runs, Probe::teardownsInWords),
                    tally(runs, probe -> probe.writeError() == null ? "-" : probe.writeError()),
                    tally(runs, Probe::readerGets),
                    tally(runs, Probe::stopperGets))),
        each(
            others,
            runs ->
                tally(
                    runs,
                    probe ->
                        probe.verdict() + (probe.status() == null ? "" : " " + probe.status()))),
        own());
  }

  /** The advice that any server and client gets, as far as its uploads were given some. */
  Set<String> general() {
    return advice()
        .filter(advice -> advice.get("product").isNull())
        .map(advice -> "%s: %s".formatted(advice.get("side").asString(), said(advice)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The advice for itself, else that it is advised as any. */
  private List<String> own() {
    List<String> own =
        advice()
            .filter(advice ->
                !advice.get("product").isNull()
                    && advice.get("product").asString().startsWith(server.product()))
            .map(AtlasEntry::said)
            .distinct()
            .toList();
    return own.isEmpty() && !general().isEmpty() ? List.of("as any") : own;
  }

  private Stream<JsonNode> advice() {
    return uploads().stream().flatMap(probe -> probe.server().get("advice").valueStream());
  }

  private static String said(JsonNode advice) {
    return "%s (%s)".formatted(advice.get("text").asString(), advice.get("source").asString());
  }

  private static <K, V> Map<K, V> each(Map<K, List<Probe>> all, Function<List<Probe>, V> what) {
    Map<K, V> each = new LinkedHashMap<>();
    all.forEach((key, runs) -> each.put(key, what.apply(runs)));
    return each;
  }

  private static Map<String, Integer> tally(List<Probe> probes, Function<Probe, String> what) {
    return probes.stream()
        .collect(Collectors.groupingBy(what, TreeMap::new, Collectors.summingInt(_ -> 1)));
  }

  private List<Probe> uploads() {
    return Stream.of(small, large)
        .flatMap(bySize -> bySize.values().stream())
        .flatMap(List::stream)
        .toList();
  }
}
