package net.teardown.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import net.teardown.api.problem.PlainProblem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses requests beyond those that may be answered at once. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AnsweredAtOnce extends OncePerRequestFilter {

  private final Admission admission;

  AnsweredAtOnce(Admission admission) {
    this.admission = admission;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    if (!admission.enter(path)) {
      response.setHeader(HttpHeaders.RETRY_AFTER, "1");
      PlainProblem.write(
          response,
          HttpStatus.SERVICE_UNAVAILABLE,
          "As many requests as may be are being answered (server.tomcat.max-connections,"
              + " server.tomcat.threads.max); try again in a second");
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      admission.leave(path);
    }
  }
}
