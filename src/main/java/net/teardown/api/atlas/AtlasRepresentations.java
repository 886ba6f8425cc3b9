package net.teardown.api.atlas;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.teardown.api.atlas.Atlas.AtlasServer;
import net.teardown.api.atlas.Atlas.LargeUpload;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.experiment.spec.Writing;
import net.teardown.picture.Table;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the representations of the atlas. */
@Configuration(proxyBeanMethods = false)
class AtlasRepresentations {

  @Bean
  static Representations<Atlas> ofAtlas() {
    return Representations.of(
        Atlas.class,
        Representation.json(Atlas.class, atlas -> atlas),
        Representation.text(
            Format.TEXT,
            "A row for each server and setting",
            (atlas, ascii) -> table(atlas).text(ascii)),
        Representation.text(
            Format.CSV, "The same as comma-separated values", atlas -> table(atlas).csv()));
  }

  /** Of a client that writes all and then reads, which is the plainest. */
  private static Table table(Atlas atlas) {
    Table table =
        new Table(
            "product", "version", "setting", "answer", "small", "large", "readsOn", "stopsAtError");
    for (AtlasServer server : atlas.servers()) {
      LargeUpload large = Objects.requireNonNull(server.large().get(Writing.ALL_THEN_READ));
      table.row(
          server.product(),
          server.version(),
          server.setting(),
          counted(server.answers()),
          counted(server.small().getOrDefault(Writing.ALL_THEN_READ, Map.of())),
          counted(large.verdicts()),
          counted(large.readsOn()),
          counted(large.stopsAtError()));
    }
    return table;
  }

  /** The value of all runs, or how many have which. */
  private static String counted(Map<String, Integer> counts) {
    return counts.size() == 1
        ? counts.keySet().iterator().next()
        : counts.entrySet().stream()
            .map(count -> "%s %d".formatted(count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
  }
}
