package net.teardown.api.http;

import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;

/** Gives an example of a valid request. */
public final class Example {

  private Example() {}

  /** A curl command that would have worked, for the requested URL. */
  public static String of(WebRequest request) {
    String url =
        request instanceof ServletWebRequest servlet
            ? servlet.getRequest().getRequestURL().toString()
            : Paths.EXPERIMENTS;
    String body =
        url.endsWith(Paths.CAMPAIGNS)
            ? "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [0, 5]}, \"repetitions\":"
                + " 100}"
            : "{\"bytesSent\": 5, \"bytesRead\": 1}";
    return "Send JSON: curl --json '%s' %s".formatted(body, url);
  }
}
