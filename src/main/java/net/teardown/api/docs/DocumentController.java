package net.teardown.api.docs;

import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import net.teardown.api.http.Format;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.api.page.Shell;
import net.teardown.api.problem.NotFound;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.input.SpellingHint;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the documents as HTML, or as Markdown if {@code Accept} asks for {@code text/markdown} or
 * the path ends in {@code .md}; finds what they say; and has their examples drawn.
 */
@Hidden
@RestController
class DocumentController {

  private static final String SOURCE = ".md";

  private final Documents documents;
  private final Search search;
  private final Ladders ladders;
  private final String policy;

  DocumentController(Documents documents, Search search, Ladders ladders, Shell shell) {
    this.documents = documents;
    this.search = search;
    this.ladders = ladders;
    this.policy = shell.policy("'self'");
  }

  /**
   * Redirects to the contents. Links in documents are relative, so its path must end in a slash.
   */
  @GetMapping(Paths.DOCS)
  ResponseEntity<Void> toContents() {
    return ResponseEntity.status(HttpStatus.FOUND).location(URI.create(Paths.DOCS + "/")).build();
  }

  @GetMapping(Paths.DOCS + "/")
  ResponseEntity<Object> contents(Shown<Document> shown) {
    return answer(document(Documents.CONTENTS), shown);
  }

  @GetMapping(Paths.DOCS + "/{name}")
  ResponseEntity<Object> document(@PathVariable String name, Shown<Document> shown) {
    boolean source = name.endsWith(SOURCE);
    String stem = source ? name.substring(0, name.length() - SOURCE.length()) : name;
    if (stem.equals(Documents.CONTENTS)) {
      throw unknown(name).get();
    }
    Document document = document(stem);
    return source
        ? tagged(document.markdown())
            .contentType(DocumentRepresentations.MARKDOWN.mediaType())
            .body(document.markdown())
        : answer(document, shown);
  }

  @GetMapping(Paths.DOCS + "/images/{name}")
  ResponseEntity<String> image(@PathVariable String name) {
    String image = documents.image(name).orElseThrow(unknown(name));
    return tagged(image).contentType(Format.SVG.mediaType()).body(image);
  }

  /** Where the documents say what is looked for. */
  @GetMapping(Paths.DOCS + "/search")
  ResponseEntity<Object> search(
      @RequestParam(name = Search.PARAMETER, defaultValue = "") String query, Shown<Found> shown) {
    return shown.of(search.of(query), allowingWhatPagesLoad(ResponseEntity.ok(), shown));
  }

  /** A run of a scenario that a document shows as an example. */
  @GetMapping(Paths.DOCS + "/ladders/{scenario}")
  ResponseEntity<Object> ladder(@PathVariable String scenario, Shown<Experiment> shown) {
    return shown.of(
        ladders
            .of(scenario)
            .orElseThrow(
                () -> new NotFound("No document shows the scenario '%s'.".formatted(scenario))));
  }

  private ResponseEntity<Object> answer(Document document, Shown<Document> shown) {
    return shown.of(
        document, allowingWhatPagesLoad(tagged(shown.body(document).toString()), shown));
  }

  private BodyBuilder allowingWhatPagesLoad(BodyBuilder response, Shown<?> shown) {
    return shown.mediaType().equals(DocumentRepresentations.HTML.mediaType())
        ? response.header("Content-Security-Policy", policy)
        : response;
  }

  /**
   * A response whose ETag is the content's own, so that whoever has it needn't be sent it again.
   */
  private static BodyBuilder tagged(String content) {
    String tag = DigestUtils.md5DigestAsHex(content.getBytes(StandardCharsets.UTF_8));
    return ResponseEntity.ok().eTag("\"" + tag + "\"");
  }

  private Document document(String name) {
    return documents.named(name).orElseThrow(unknown(name));
  }

  private static Supplier<NotFound> unknown(String name) {
    return () ->
        new NotFound(
            SpellingHint.ended(
                    "There is no document '%s'%s"
                        .formatted(name, SpellingHint.hint(name, Documents.names())))
                + " Known documents: "
                + String.join(", ", Documents.names()));
  }
}
