package net.teardown.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import net.teardown.api.problem.PlainProblem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the requests answered at once, so that connections and threads are left for health checks
 * and metrics. Liveness and readiness are always answered: they wait for nothing, and their answer
 * fits into the socket's buffer.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AnsweredAtOnce extends OncePerRequestFilter {

  private static final Set<String> ALIVE = Set.of("/livez", "/readyz");

  private final Semaphore monitoring;
  private final Semaphore others;

  AnsweredAtOnce(Capacity capacity) {
    this.monitoring = new Semaphore(capacity.monitoring());
    this.others = new Semaphore(capacity.answering());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    if (ALIVE.contains(path)) {
      chain.doFilter(request, response);
      return;
    }
    Semaphore permits = isMonitoring(path) ? monitoring : others;
    if (!permits.tryAcquire()) {
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
      permits.release();
    }
  }

  private static boolean isMonitoring(String path) {
    return path.equals("/metrics")
        || path.equals("/actuator/prometheus")
        || path.equals("/actuator/health")
        || path.startsWith("/actuator/health/");
  }
}
