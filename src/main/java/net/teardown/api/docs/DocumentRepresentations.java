package net.teardown.api.docs;

import java.nio.charset.StandardCharsets;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

/** Registers the representations of documents. */
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
}
