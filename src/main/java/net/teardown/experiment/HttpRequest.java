package net.teardown.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP/1.1 request (RFC 9112), every default filled in. Its parts can't break out of their
 * lines: {@link HttpRequestDraft} refuses what could.
 *
 * @param host the Host field; it has no influence on where the request goes
 * @param headers further fields, in their order
 * @param bodyBytes filler bytes of the body, 0 to {@link Spec#MAX_BYTES}
 * @param chunked whether the body goes in chunks rather than under a Content-Length
 * @param expectContinue whether the body waits for the server's 100 (RFC 9110 10.1.1)
 */
public record HttpRequest(
    String method,
    String path,
    String host,
    Map<String, String> headers,
    int bodyBytes,
    boolean chunked,
    boolean expectContinue) {

  public HttpRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** This request as it may be kept and shown, see {@link Masked}. */
  HttpRequest masked() {
    return new HttpRequest(
        method, path, host, Masked.headers(headers), bodyBytes, chunked, expectContinue);
  }
}
