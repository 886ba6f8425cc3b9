package net.teardown.api.instance;

import jakarta.servlet.http.HttpServletRequest;
import net.teardown.api.http.AnsweredInFront;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers {@code /livez} or {@code /readyz} with the actuator's own answer, before whatever else
 * the service is busy with.
 */
record AliveInFront(
    String path,
    ObjectProvider<HealthEndpointWebExtension> health,
    ObjectProvider<EndpointJsonMapper> json)
    implements AnsweredInFront {

  private static final MediaType TYPE = MediaType.asMediaType(ApiVersion.V3.getProducedMimeType());

  @Override
  public @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    boolean any = accept == null || accept.equals(MediaType.ALL_VALUE);
    HealthEndpointWebExtension actuator = health.getIfAvailable();
    EndpointJsonMapper mapper = json.getIfAvailable();
    if (!any || request.getQueryString() != null || actuator == null || mapper == null) {
      return null;
    }
    WebEndpointResponse<HealthDescriptor> answer =
        actuator.health(
            ApiVersion.V3, WebServerNamespace.SERVER, SecurityContext.NONE, path.substring(1));
    HealthDescriptor body = answer.getBody();
    return body == null
        ? null
        : ResponseEntity.status(answer.getStatus())
            .contentType(TYPE)
            .body(mapper.get().writeValueAsBytes(body));
  }
}
