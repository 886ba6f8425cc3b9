package net.teardown.api.page;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import net.teardown.api.http.Format;
import net.teardown.api.http.Paths;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Answers people with the page and programs with what they can use: text at the root, and elsewhere
 * a redirect to the same thing in the API.
 */
@Hidden
@RestController
class FrontPage {

  private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

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

  private final Shell shell;

  FrontPage(Shell shell) {
    this.shell = shell;
  }

  @GetMapping("/")
  ResponseEntity<String> front(
      @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
    return WantsHtml.in(accept)
        ? page()
        : ResponseEntity.ok()
            .contentType(Format.TEXT.mediaType())
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
            .body(
                TEXT.replace(
                    "{url}", ServletUriComponentsBuilder.fromCurrentContextPath().toUriString()));
  }

  /** What a name stands for is looked up by the page itself, in the API. */
  @GetMapping({
    "/experiments",
    "/campaigns",
    "/monitors",
    "/experiments/{name}",
    "/campaigns/{name}",
    "/monitors/{name}",
    "/scenarios/{name}"
  })
  ResponseEntity<String> view(
      @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
      HttpServletRequest request) {
    if (WantsHtml.in(accept)) {
      return page();
    }
    String query = request.getQueryString();
    return ResponseEntity.status(HttpStatus.TEMPORARY_REDIRECT)
        .location(
            URI.create(Paths.API + request.getRequestURI() + (query == null ? "" : "?" + query)))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .build();
  }

  private ResponseEntity<String> page() {
    return ResponseEntity.ok()
        .contentType(HTML)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header("Content-Security-Policy", shell.policy("'none'"))
        .cacheControl(CacheControl.noCache())
        .body(shell.html());
  }
}
