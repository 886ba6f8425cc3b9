package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Logs who had what run, a line each, to the logger {@value #LOGGER}. The line is for people; the
 * same stands beside it as key-value pairs, which {@code logging.structured.format.console} writes.
 */
public final class Audit {

  /** The name of the logger. */
  public static final String LOGGER = "net.teardown.audit";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final String TOKEN = Audit.class.getName() + ".token";
  private static final String NONE = "none";

  private Audit() {}

  /** Notes on a request by which token it was admitted, by the property that holds it. */
  public static void admittedBy(HttpServletRequest request, String property) {
    request.setAttribute(TOKEN, property);
  }

  /** Logs that the current request had a run made. */
  public static void ran(String target, String verdict, @Nullable Object id) {
    log("experiment", target, verdict, id);
  }

  /**
   * Who asked for something that ends when its request may be over.
   *
   * @param address the caller's
   * @param token the property of the token that let it in; null if none did
   */
  public record Caller(String address, @Nullable String token) {

    private static Caller of(HttpServletRequest request) {
      Object token = request.getAttribute(TOKEN);
      return new Caller(request.getRemoteAddr(), token == null ? null : token.toString());
    }

    /** Logs what became of a run of this caller. */
    public void ran(String target, String verdict, Object id) {
      if (LOG.isInfoEnabled()) {
        log(Level.INFO, this, "experiment", target, verdict, id);
      }
    }
  }

  /**
   * Logs that the current request began a run apart from it.
   *
   * @return who will be told of when it ends; empty outside of a request
   */
  public static Optional<Caller> begun(String target, Object id) {
    log("experiment", target, NONE, id);
    return current();
  }

  /** Logs a probe, at level debug: Prometheus asks for them all day. */
  public static void probed(
      HttpServletRequest request, String target, String verdict, @Nullable Object id) {
    if (LOG.isDebugEnabled()) {
      log(Level.DEBUG, Caller.of(request), "probe", target, verdict, id);
    }
  }

  /** Logs that the current request ordered a campaign. */
  public static void ordered(String target, Object id) {
    log("campaign", target, NONE, id);
  }

  private static void log(String kind, String target, String verdict, @Nullable Object id) {
    if (LOG.isInfoEnabled()) {
      current().ifPresent(caller -> log(Level.INFO, caller, kind, target, verdict, id));
    }
  }

  /** Whose request this is; empty outside of one. */
  private static Optional<Caller> current() {
    return RequestContextHolder.getRequestAttributes()
            instanceof ServletRequestAttributes attributes
        ? Optional.of(Caller.of(attributes.getRequest()))
        : Optional.empty();
  }

  private static void log(
      Level level, Caller caller, String kind, String target, String verdict, @Nullable Object id) {
    String token = caller.token() == null ? NONE : caller.token();
    LOG.atLevel(level)
        .addKeyValue("address", caller.address())
        .addKeyValue("token", token)
        .addKeyValue("kind", kind)
        .addKeyValue("target", target)
        .addKeyValue("verdict", verdict)
        .addKeyValue("id", id == null ? NONE : id)
        .log(
            "{} for {} by token {}: target {}, verdict {}, id {}",
            kind,
            caller.address(),
            token,
            target,
            verdict,
            id == null ? NONE : id);
  }
}
