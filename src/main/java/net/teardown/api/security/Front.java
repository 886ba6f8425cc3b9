package net.teardown.api.security;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.teardown.api.http.Admission;
import net.teardown.api.http.AnsweredInFront;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Answers what Prometheus and health checks ask all day, in front of all other filters. Who may ask
 * is decided by {@link Callers} as for every request. It answers only what it can answer with a 200
 * at once; everything else goes on as if this filter weren't there, so that nothing is refused in
 * two places.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Front implements Filter, SmartInitializingSingleton {

  /**
   * Headers that have no meaning here but the one that {@link Callers} and the answers look for. A
   * request with any other goes on: a filter further on may read it, such as those for proxies and
   * traces.
   */
  private static final Set<String> PLAIN_HEADERS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    PLAIN_HEADERS.addAll(
        Set.of(
            HttpHeaders.ACCEPT,
            HttpHeaders.ACCEPT_ENCODING,
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONNECTION,
            HttpHeaders.HOST,
            HttpHeaders.USER_AGENT,
            "X-Prometheus-Scrape-Timeout-Seconds"));
  }

  /**
   * A query in ASCII that can be decoded, and whose parameters have names. A container forgets on
   * which query it failed, so one that it could fail on must not be read before it is refused.
   */
  private static final Pattern PLAIN_QUERY =
      Pattern.compile("(?!=|.*&=)(?:[!-$&-~]|%[0-7][0-9A-Fa-f])*+");

  /** One path, its answers and the timer of those. */
  private record Door(AnsweredInFront answers, Timer requests) {}

  private final Callers callers;
  private final Admission admission;
  private final ObjectProvider<AnsweredInFront> answered;
  private final ObjectProvider<MeterRegistry> registry;
  private final Map<MediaType, String> types = new ConcurrentHashMap<>();
  private volatile Map<String, Door> doors = Map.of();

  /**
   * @param answered asked for once all else is made: a container makes its filters before that
   */
  Front(
      Callers callers,
      Admission admission,
      ObjectProvider<AnsweredInFront> answered,
      ObjectProvider<MeterRegistry> registry) {
    this.callers = callers;
    this.admission = admission;
    this.answered = answered;
    this.registry = registry;
  }

  @Override
  public void afterSingletonsInstantiated() {
    MeterRegistry meters = registry.getObject();
    doors =
        answered.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    AnsweredInFront::path,
                    answers -> new Door(answers, timer(meters, answers.path()))));
  }

  /** The timer that Spring's observation of requests has for a success of this path. */
  private static Timer timer(MeterRegistry registry, String path) {
    return Timer.builder("http.server.requests")
        .tags(
            "error",
            "none",
            "exception",
            "none",
            "method",
            "GET",
            "outcome",
            "SUCCESS",
            "status",
            "200",
            "uri",
            path)
        .register(registry);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!answered((HttpServletRequest) request, (HttpServletResponse) response)) {
      chain.doFilter(request, response);
    }
  }

  private boolean answered(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long began = System.nanoTime();
    String path = request.getRequestURI();
    Door door = doors.get(path);
    if (door == null || !isPlain(request) || callers.refusal(request) != null) {
      return false;
    }
    if (!admission.enter(path)) {
      return false;
    }
    try {
      ResponseEntity<byte[]> answer = door.answers().answer(request);
      if (answer == null || answer.getStatusCode().value() != HttpServletResponse.SC_OK) {
        return false;
      }
      write(answer, request, response);
    } catch (RuntimeException _) {
      // A defect. The usual way meets it again, and tells it.
      return false;
    } finally {
      admission.leave(path);
    }
    door.requests().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    return true;
  }

  private static boolean isPlain(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")
        || request.getDispatcherType() != DispatcherType.REQUEST) {
      return false;
    }
    Enumeration<String> names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      if (!PLAIN_HEADERS.contains(names.nextElement())) {
        return false;
      }
    }
    String query = request.getQueryString();
    return query == null || PLAIN_QUERY.matcher(query).matches();
  }

  private void write(
      ResponseEntity<byte[]> answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = Objects.requireNonNull(answer.getBody(), "a 200 has a body");
    SecureHeaders.write(request, response);
    @Nullable MediaType type = answer.getHeaders().getContentType();
    if (type != null) {
      response.setHeader(
          HttpHeaders.CONTENT_TYPE, types.computeIfAbsent(type, MediaType::toString));
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
