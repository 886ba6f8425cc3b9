package net.teardown.api.docs;

import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import net.teardown.api.http.Format;
import net.teardown.api.http.Paths;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The first page: what this is, as text; browsers are led to Swagger UI. */
@Hidden
@RestController
class FrontPage {

  private static final String TEXT =
      """
      Teardown runs TCP teardown experiments on real sockets: it closes connections as
      programs do, and tells how they ended, whether the reply arrived, and why.

      Five lines to copy:
        curl -X POST '{url}/api/v1/scenarios/echo-many-bytes/runs?format=text'
        curl '{url}/api/v1/scenarios?format=text'
        curl --json '{"bytesSent": 5, "bytesRead": 1}' '{url}/api/v1/experiments?format=text'
        curl --json '{"targetHost": "127.0.0.1", "targetPort": 8000, "server": {"request": {"http": {}}}}' '{url}/api/v1/experiments?format=text'
        curl '{url}/probe?target=127.0.0.1:8000&module=tcp_close&debug=true'
      Before curl 7.82: -H 'Content-Type: application/json' -d instead of --json.
      Where a token is set: -H 'Authorization: Bearer ...' too.

      Where to read on:
        your symptom    {url}/docs/symptoms.md
        ten minutes     {url}/docs/start.md
        every document  {url}/docs/
        the API         {url}/swagger-ui.html and {url}/v3/api-docs
        Prometheus      {url}/metrics
      """;

  /**
   * @param accept browsers name HTML in it
   */
  @GetMapping("/")
  ResponseEntity<String> show(
      @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
    if (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE)) {
      return ResponseEntity.status(HttpStatus.FOUND)
          .location(URI.create(Paths.DOCUMENTATION))
          .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
          .build();
    }
    return ResponseEntity.ok()
        .contentType(Format.TEXT.mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(
            TEXT.replace(
                "{url}", ServletUriComponentsBuilder.fromCurrentContextPath().toUriString()));
  }
}
