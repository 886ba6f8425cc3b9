package net.teardown.api.http;

import org.springframework.http.HttpStatus;

/** The details of problems for requests that the container refuses before Spring sees them. */
final class ContainerRefusal {

  private ContainerRefusal() {}

  static String detail(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND ->
          "There is nothing here; %s lists what there is".formatted(Paths.DOCUMENTATION);
      case METHOD_NOT_ALLOWED -> "This method is not allowed here";
      case REQUEST_TIMEOUT ->
          "The request did not arrive whole in time (%s)"
              .formatted(ReceivingProperties.RECEIVE_TIMEOUT);
      case EXPECTATION_FAILED -> "The only expectation that can be met is 100-continue";
      case NOT_IMPLEMENTED ->
          "This method or transfer coding is not known here; send a plain or a chunked body";
      case HTTP_VERSION_NOT_SUPPORTED -> "This service speaks HTTP/1.1";
      default ->
          status.is5xxServerError()
              ? "This is a defect of the service, not of the request; its log says more"
              : "The request line or a header is not acceptable HTTP/1.1 (RFC 9112), or longer than"
                  + " server.max-http-request-header-size";
    };
  }
}
