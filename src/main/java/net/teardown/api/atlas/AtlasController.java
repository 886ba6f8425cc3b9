package net.teardown.api.atlas;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.run.KnownServers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the atlas, whole or what it has of one server. */
@RestController
@Tag(name = "Atlas", description = "How servers in common use end connections")
class AtlasController {

  private final Atlas atlas = Atlas.fromResource();
  private final KnownServers known = new KnownServers();

  @Operation(
      operationId = "getAtlas",
      summary = "Say how servers in common use end connections",
      description =
          "What was measured of each, by its settings; as text and as CSV a row each, and one for"
              + " each version of TLS. The document /docs/atlas is written from the same.")
  @ApiResponse(responseCode = "200", description = "The atlas, or its rows of one server")
  @GetMapping(Paths.ATLAS)
  ResponseEntity<Object> get(
      @Parameter(
              description =
                  "What a server says in the field Server: its rows alone. Empty for those that may"
                      + " send no such field",
              example = "nginx/1.22.1")
          @RequestParam(required = false)
          @Nullable String server,
      @Parameter(hidden = true) Shown<Atlas> shown) {
    return shown.of(
        server == null ? atlas : atlas.of(known.named(server.isBlank() ? null : server)));
  }
}
