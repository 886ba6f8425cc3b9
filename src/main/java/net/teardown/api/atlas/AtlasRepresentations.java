package net.teardown.api.atlas;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.api.atlas.Atlas.AtlasServer;
import net.teardown.api.atlas.Atlas.LargeUpload;
import net.teardown.api.atlas.Atlas.TlsEndings;
import net.teardown.api.atlas.Atlas.TlsRow;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.picture.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the representations of the atlas. */
@Configuration(proxyBeanMethods = false)
class AtlasRepresentations {

  private static final String[] PLAIN = {"answer", "small", "large", "readsOn", "stopsAtError"};
  private static final String[] OVER_TLS = {"tls", "get", "upload", "tlsClose"};

  @Bean
  static Representations<Atlas> ofAtlas() {
    return Representations.of(
        Atlas.class,
        Representation.json(Atlas.class, atlas -> atlas),
        Representation.text(
            Format.TEXT,
            "A row for each server and setting, and below them one for each version of TLS",
            (atlas, ascii) -> table(atlas).text(ascii) + "\n" + overTls(atlas).text(ascii)),
        Representation.text(
            Format.CSV,
            "The same as comma-separated values, with the columns of both",
            atlas -> all(atlas).csv()));
  }

  /** Of a client that writes all and then reads, which is the plainest. */
  private static Table table(Atlas atlas) {
    Table table = new Table(head(PLAIN));
    atlas.servers().forEach(server -> table.row(cells(named(server), plain(server))));
    return table;
  }

  private static Table overTls(Atlas atlas) {
    Table table = new Table(head(OVER_TLS));
    atlas
        .overTls()
        .servers()
        .forEach(row ->
            row.endings()
                .forEach((tls, ended) -> table.row(cells(named(row), overTls(tls, ended)))));
    return table;
  }

  /** Both in one, because a file has one head. */
  private static Table all(Atlas atlas) {
    Table table = new Table(head(PLAIN, OVER_TLS));
    atlas
        .servers()
        .forEach(server -> table.row(cells(named(server), plain(server), none(OVER_TLS))));
    atlas
        .overTls()
        .servers()
        .forEach(row ->
            row.endings()
                .forEach((tls, ended) ->
                    table.row(cells(named(row), none(PLAIN), overTls(tls, ended)))));
    return table;
  }

  private static String[] head(String[]... more) {
    return Stream.concat(
            Stream.of("product", "version", "setting"), Stream.of(more).flatMap(Arrays::stream))
        .toArray(String[]::new);
  }

  private static @Nullable Object[] cells(@Nullable Object[]... parts) {
    return Stream.of(parts).flatMap(Arrays::stream).toArray();
  }

  private static @Nullable Object[] none(String[] columns) {
    return new @Nullable Object[columns.length];
  }

  private static @Nullable Object[] named(AtlasServer server) {
    return new @Nullable Object[] {server.product(), server.version(), server.setting()};
  }

  private static @Nullable Object[] named(TlsRow row) {
    return new @Nullable Object[] {row.product(), row.version(), row.setting()};
  }

  private static @Nullable Object[] plain(AtlasServer server) {
    LargeUpload large = Objects.requireNonNull(server.large().get(Writing.ALL_THEN_READ));
    return new @Nullable Object[] {
      counted(server.answers()),
      counted(server.small().getOrDefault(Writing.ALL_THEN_READ, Map.of())),
      counted(large.verdicts()),
      counted(large.readsOn()),
      counted(large.stopsAtError())
    };
  }

  private static @Nullable Object[] overTls(TlsVersion tls, TlsEndings ended) {
    return new @Nullable Object[] {
      tls.text(),
      eachCounted(ended.get()),
      ended.upload().isEmpty() ? null : eachCounted(ended.upload()),
      eachCounted(ended.tlsClose())
    };
  }

  /** The value of all runs, or how many have which. */
  private static String counted(Map<String, Integer> counts) {
    return counted(counts, "%s %d");
  }

  /** As {@link #counted(Map)}, for values that end in a number. */
  private static String eachCounted(Map<String, Integer> counts) {
    return counted(counts, "%s: %d");
  }

  private static String counted(Map<String, Integer> counts, String each) {
    return counts.size() == 1
        ? counts.keySet().iterator().next()
        : counts.entrySet().stream()
            .map(count -> each.formatted(count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
  }
}
