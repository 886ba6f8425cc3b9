package net.teardown.api.docs;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

/** Registers the representations of documents and of what is found in them. */
@Configuration(proxyBeanMethods = false)
class DocumentRepresentations {

  static final Format HTML =
      new Format("html", new MediaType("text", "html", StandardCharsets.UTF_8));
  static final Format MARKDOWN =
      new Format("markdown", new MediaType("text", "markdown", StandardCharsets.UTF_8));

  @Bean
  static Representations<Document> ofDocument() {
    return Representations.of(
        Document.class,
        Representation.text(HTML, "A page", Document::html),
        Representation.text(MARKDOWN, "Its source", Document::markdown));
  }

  @Bean
  static Representations<Found> ofFound(Documents documents) {
    return Representations.of(
        Found.class,
        Representation.text(HTML, "A page", documents::page),
        Representation.json(Found.class, found -> found),
        Representation.text(Format.TEXT, "To be read", DocumentRepresentations::text));
  }

  private static String text(Found found) {
    return found.items().stream()
        .map(place ->
            "%n%s%n  %s%s%n  %s%n"
                .formatted(
                    place.path(),
                    place.title(),
                    place.heading().equals(place.title()) ? "" : ": " + place.heading(),
                    place.excerpt()))
        .collect(Collectors.joining("", Rendering.summary(found) + System.lineSeparator(), ""));
  }
}
