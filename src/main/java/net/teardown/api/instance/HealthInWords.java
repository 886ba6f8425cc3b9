package net.teardown.api.instance;

import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves {@code /-/healthy} and {@code /-/ready}, where Prometheus and its exporters have them: a
 * word, with the status of {@code /livez} and {@code /readyz}.
 */
@Hidden
@RestController
class HealthInWords {

  static final String HEALTHY = "/-/healthy";
  static final String READY = "/-/ready";

  private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

  private final ObjectProvider<HealthEndpointWebExtension> health;

  HealthInWords(ObjectProvider<HealthEndpointWebExtension> health) {
    this.health = health;
  }

  /** 200 while the process is alive, else 503; 404 if the actuator's health is switched off. */
  @GetMapping(HEALTHY)
  ResponseEntity<byte[]> healthy() {
    return of("livez", "Healthy", "Not healthy");
  }

  /** 200 while it answers requests, else 503; 404 if the actuator's health is switched off. */
  @GetMapping(READY)
  ResponseEntity<byte[]> ready() {
    return of("readyz", "Ready", "Not ready");
  }

  private ResponseEntity<byte[]> of(String group, String up, String down) {
    HealthEndpointWebExtension actuator = health.getIfAvailable();
    if (actuator == null) {
      return ResponseEntity.notFound().build();
    }
    int status =
        actuator
            .health(ApiVersion.V3, WebServerNamespace.SERVER, SecurityContext.NONE, group)
            .getStatus();
    String word = status == WebEndpointResponse.STATUS_OK ? up : down;
    return ResponseEntity.status(status)
        .contentType(TEXT)
        .body((word + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
