package net.teardown.api.http;

import java.io.IOException;
import net.teardown.api.problem.PlainProblem;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Writes a problem detail for requests that Tomcat itself refuses, for example with a malformed URI
 * or too many headers. Tomcat creates this class by its name.
 */
public final class ProblemValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status == null
        || !status.isError()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    byte[] body = PlainProblem.json(status, ContainerRefusal.detail(status));
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      containerLog().debug("the caller is gone", e);
    }
  }

  private org.apache.juli.logging.Log containerLog() {
    return getContainer().getLogger();
  }
}
