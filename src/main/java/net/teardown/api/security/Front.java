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
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Answers what Prometheus, health checks and other instances ask all day, in front of all other
 * filters. Who may ask is decided by {@link Callers} as for every request. It answers only what it
 * can answer with a success at once; everything else goes on as if this filter weren't there, so
 * that nothing is refused in two places.
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

  /** Those of a body, which is read only as this type and length. */
  private static final Set<String> BODY_HEADERS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    BODY_HEADERS.addAll(Set.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH));
  }

  private static final int LONGEST_BODY = 16 * 1024;
  private static final String ANY_SEGMENT = "{id}";

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
                    AnsweredInFront::path, answers -> new Door(answers, timer(meters, answers))));
  }

  /** The timer that Spring's observation of requests has for a success of this path. */
  private static Timer timer(MeterRegistry registry, AnsweredInFront answers) {
    return Timer.builder("http.server.requests")
        .tags(
            "error",
            "none",
            "exception",
            "none",
            "method",
            answers.method().name(),
            "outcome",
            "SUCCESS",
            "status",
            String.valueOf(answers.success().value()),
            "uri",
            answers.path())
        .register(registry);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long began = System.nanoTime();
    HttpServletRequest asked = (HttpServletRequest) request;
    Door door = door(asked.getRequestURI());
    if (door == null || !isPlain(asked, door) || callers.refusal(asked) != null) {
      chain.doFilter(request, response);
      return;
    }
    String path = asked.getRequestURI();
    if (!admission.enter(path)) {
      chain.doFilter(request, response);
      return;
    }
    HttpServletRequest read = asked;
    boolean answered;
    try {
      if (hasBody(door)) {
        read = ReadBody.of(asked, LONGEST_BODY);
      }
      answered = answered(door, read, (HttpServletResponse) response);
    } finally {
      admission.leave(path);
    }
    if (answered) {
      door.requests().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    } else {
      chain.doFilter(read, response);
    }
  }

  private @Nullable Door door(String path) {
    Door door = doors.get(path);
    return door == null
        ? doors.get(path.substring(0, path.lastIndexOf('/') + 1) + ANY_SEGMENT)
        : door;
  }

  private static boolean hasBody(Door door) {
    return HttpMethod.POST.equals(door.answers().method());
  }

  private boolean answered(Door door, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ResponseEntity<byte[]> answer;
    try {
      answer = door.answers().answer(request);
    } catch (RuntimeException _) {
      // A refusal or a defect. The usual way meets it again, and tells it.
      return false;
    }
    if (answer == null || !answer.getStatusCode().equals(door.answers().success())) {
      return false;
    }
    write(answer, request, response);
    return true;
  }

  private static boolean isPlain(HttpServletRequest request, Door door) {
    if (!request.getMethod().equals(door.answers().method().name())
        || request.getDispatcherType() != DispatcherType.REQUEST) {
      return false;
    }
    boolean body = hasBody(door);
    Enumeration<String> names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      String name = names.nextElement();
      if (!PLAIN_HEADERS.contains(name) && !(body && BODY_HEADERS.contains(name))) {
        return false;
      }
    }
    if (body
        && !(MediaType.APPLICATION_JSON_VALUE.equals(request.getContentType())
            && request.getContentLength() > 0
            && request.getContentLength() <= LONGEST_BODY)) {
      return false;
    }
    String query = request.getQueryString();
    return query == null || PLAIN_QUERY.matcher(query).matches();
  }

  private void write(
      ResponseEntity<byte[]> answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = Objects.requireNonNull(answer.getBody(), "a success has a body");
    response.setStatus(answer.getStatusCode().value());
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
