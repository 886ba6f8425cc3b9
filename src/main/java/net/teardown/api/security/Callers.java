package net.teardown.api.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.api.http.Audit;
import net.teardown.policy.ControlToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;

/**
 * Decides which callers may use the API, by token, address and Host header. Every request must name
 * this instance by one of its own names. A call that runs or changes something, or connects to
 * another host, needs the token if one is configured, and is never allowed to pages of another
 * origin. Reads need the token unless the operator has configured otherwise. Sessions are
 * controlled by other instances and have a token of their own.
 */
@Component
@EnableConfigurationProperties({ApiProperties.class, ControlToken.class})
public class Callers implements AuthorizationManager<RequestAuthorizationContext> {

  private static final Logger log = LoggerFactory.getLogger(Callers.class);

  private static final String API_TOKEN = "teardown.api.token";
  private static final String CONTROL_TOKEN = "teardown.responder.token";

  private static final AuthorizationResult GRANTED = new AuthorizationDecision(true);

  /** The safe methods of RFC 9110 section 9.2.1. */
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** Paths that machines request under any host name, and that reveal no secret. */
  private static final RequestMatcher UNDER_ANY_NAME =
      new OrRequestMatcher(
          Stream.of(
                  "/livez", "/readyz", "/-/healthy", "/-/ready", "/metrics", "/actuator/prometheus")
              .<RequestMatcher>map(PathPatternRequestMatcher::pathPattern)
              .toList());

  /**
   * The control of sessions, with any method, because a report contains what only the instances
   * know.
   */
  private static final RequestMatcher SESSIONS =
      PathPatternRequestMatcher.pathPattern("/api/v1/sessions/**");

  /** A GET that runs something, because Prometheus requires a GET. */
  private static final RequestMatcher PROBE = PathPatternRequestMatcher.pathPattern("/probe");

  private static final RequestMatcher MESH = PathPatternRequestMatcher.pathPattern("/api/v1/mesh");

  /** A GET that asks other instances. */
  private static final RequestMatcher WHOLE_MESH =
      request -> MESH.matches(request) && mayMeanYes(request, "all");

  /**
   * Matches by method on every path, so that no spelling of a path evades it, and the GETs that run
   * something.
   */
  private static final RequestMatcher RUNS_OR_CHANGES =
      request ->
          !SAFE_METHODS.contains(request.getMethod())
              || SESSIONS.matches(request)
              || PROBE.matches(request)
              || WHOLE_MESH.matches(request);

  /**
   * Paths that reveal nothing about runs: health, metrics, the documentation of the API, and the
   * page, which asks the API for everything that it shows.
   */
  private static final RequestMatcher OPEN_TO_READ =
      new OrRequestMatcher(
          Stream.of(
                  "/livez",
                  "/readyz",
                  "/-/healthy",
                  "/-/ready",
                  "/metrics",
                  "/actuator/prometheus",
                  "/actuator/health/**",
                  "/swagger-ui.html",
                  "/swagger-ui/**",
                  "/v3/api-docs/**",
                  "/v3/api-docs.yaml",
                  "/docs/**",
                  "/favicon.ico",
                  "/page/**",
                  "/experiments",
                  "/campaigns",
                  "/monitors",
                  "/experiments/*",
                  "/campaigns/*",
                  "/monitors/*",
                  "/scenarios/*",
                  "/")
              .<RequestMatcher>map(PathPatternRequestMatcher::pathPattern)
              .toList());

  private final HostNames names;
  private final @Nullable BearerToken apiToken;
  private final @Nullable BearerToken controlToken;
  private final boolean protectReads;

  Callers(ApiProperties properties, ControlToken control) {
    this.names = new HostNames(properties.hosts());
    this.apiToken = token(API_TOKEN, properties.token());
    this.controlToken = token(CONTROL_TOKEN, control.token());
    this.protectReads = !Boolean.FALSE.equals(properties.protectReads());
    if (apiToken == null && Boolean.TRUE.equals(properties.protectReads())) {
      log.warn("teardown.api.protect-reads protects nothing without {}", API_TOKEN);
    }
    if (apiToken != null && Objects.equals(properties.token(), control.token())) {
      throw new UnusableToken(
          "%s must not be that of %s: it is sent to other instances, and who has it could run experiments"
              .formatted(CONTROL_TOKEN, API_TOKEN));
    }
  }

  /**
   * Decides whether a request may go on.
   *
   * @return a {@link Refusal} if not
   */
  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> nobody, RequestAuthorizationContext context) {
    Refusal refusal = refusal(context.getRequest());
    return refusal == null ? GRANTED : refusal;
  }

  /** Why a request may not go on; null if it may. */
  @Nullable Refusal refusal(HttpServletRequest request) {
    Refusal refusal = foreignHost(request);
    if (refusal == null
        && (RUNS_OR_CHANGES.matches(request) || CorsUtils.isPreFlightRequest(request))) {
      refusal = foreignOrigin(request);
    }
    return refusal == null ? withoutToken(request, accepted(request)) : refusal;
  }

  /** The tokens of which a request must carry one; empty if it needs none. */
  private List<BearerToken> accepted(HttpServletRequest request) {
    if (SESSIONS.matches(request)) {
      return present(controlToken);
    }
    if (RUNS_OR_CHANGES.matches(request)) {
      return present(apiToken);
    }
    if (apiToken == null
        || !protectReads
        || request.getMethod().equals("OPTIONS")
        || OPEN_TO_READ.matches(request)) {
      return List.of();
    }
    // Instances that monitor each other request the mesh with the control token.
    return MESH.matches(request) ? present(apiToken, controlToken) : List.of(apiToken);
  }

  /** Whether calls that run or change something need a token. */
  boolean needToken() {
    return apiToken != null;
  }

  /** Whether the control of sessions needs a token. */
  boolean needControlToken() {
    return controlToken != null;
  }

  private @Nullable Refusal foreignHost(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.HOST);
    // Only HTTP/1.0 allows a request without Host: health checks send such requests, browsers
    // don't.
    boolean unnamed = header == null || header.isBlank();
    String host = request.getServerName();
    return unnamed || names.contain(host) || UNDER_ANY_NAME.matches(request)
        ? null
        : new Refusal.ForeignHost(host);
  }

  private static @Nullable Refusal foreignOrigin(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && (site.equals("cross-site") || site.equals("same-site"))) {
      return new Refusal.ForeignOrigin("Sec-Fetch-Site", site);
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || origin.equalsIgnoreCase(origin(request))
        ? null
        : new Refusal.ForeignOrigin(HttpHeaders.ORIGIN, origin);
  }

  /** This instance's own origin as the request names it, serialised by RFC 6454 section 6.2. */
  private static String origin(HttpServletRequest request) {
    String scheme = request.getScheme();
    int port = request.getServerPort();
    String origin = scheme + "://" + request.getServerName();
    return port == (scheme.equals("https") ? 443 : 80) ? origin : origin + ":" + port;
  }

  private static @Nullable Refusal withoutToken(
      HttpServletRequest request, List<BearerToken> accepted) {
    if (accepted.isEmpty()) {
      return null;
    }
    String property =
        accepted.stream().map(BearerToken::property).collect(Collectors.joining(" or "));
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return new Refusal.NoToken(property);
    }
    Optional<BearerToken> sent =
        accepted.stream().filter(token -> token.isIn(authorization)).findFirst();
    sent.ifPresent(token -> Audit.admittedBy(request, token.property()));
    return sent.isPresent() ? null : new Refusal.WrongToken(property);
  }

  /** Whether a reader of this parameter may take it for true, in any spelling. */
  private static boolean mayMeanYes(HttpServletRequest request, String parameter) {
    try {
      String[] values = request.getParameterValues(parameter);
      return values != null
          && Arrays.stream(values).anyMatch(value -> !value.isEmpty() && !value.equals("false"));
    } catch (IllegalStateException _) {
      // The query can't be parsed; it is refused later.
      return true;
    }
  }

  private static List<BearerToken> present(@Nullable BearerToken... tokens) {
    return Arrays.stream(tokens).filter(Objects::nonNull).toList();
  }

  private static @Nullable BearerToken token(String property, @Nullable String text) {
    return text == null ? null : new BearerToken(property, text);
  }
}
