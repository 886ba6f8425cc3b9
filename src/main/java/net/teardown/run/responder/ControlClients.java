package net.teardown.run.responder;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import net.teardown.experiment.spec.SpecModule;
import net.teardown.instance.StandingThreads;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.ResponderControl;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.ConcurrentLruCache;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes HTTP clients of other instances' control API. Each connects only to the address that the
 * policy allowed, whatever the URL's name resolves to by now. It follows no redirect, uses no
 * proxy, keeps no cookies and never retries.
 */
public final class ControlClients implements AutoCloseable {

  private static final String ADDRESS = ControlClients.class.getName() + ".address";

  /**
   * Fallback bound of each wait; every call also has a deadline, at which its connection is closed.
   */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private static final int DEEPEST = 32;
  private static final int LONGEST_STRING = 64 * 1024;
  private static final int LONGEST_NAME = 256;

  /**
   * Idle time after which a connection is checked before use, because a restarted responder has
   * closed it.
   */
  private static final TimeValue VALIDATE_AFTER = TimeValue.ofMilliseconds(200);

  /**
   * How many clients are kept, because a campaign or a monitor calls the same responder again and
   * again.
   */
  private static final int MOST_CLIENTS = 256;

  /** The key of a client. */
  private record Whose(URI control, InetAddress address) {}

  private final ConcurrentLruCache<Whose, ControlCalls> known =
      new ConcurrentLruCache<>(MOST_CLIENTS, this::calls);

  private final ScheduledThreadPoolExecutor clock =
      StandingThreads.ofThisProcess().clock("control-clock");
  private final Deadlines deadlines = new Deadlines(clock);
  private final CloseableHttpClient http;
  private final JacksonJsonHttpMessageConverter json;
  private final ControlCalls.Formats formats;

  /**
   * @param token {@code teardown.responder.token}; null if none is set
   * @param mostCalls how many calls there are at once; the connection pool has room for all, so
   *     that no responder can use it up
   */
  public ControlClients(@Nullable String token, int mostCalls) {
    JsonMapper mapper = mapper();
    this.json = new JacksonJsonHttpMessageConverter(mapper);
    this.formats = new ControlCalls.Formats(mapper);
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(mostCalls)
                    .setMaxConnPerRoute(mostCalls)
                    .setConnectionFactory(AnswerBounds.connections())
                    .setDnsResolver(new NoNames())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(LONGEST_WAIT))
                            .setValidateAfterInactivity(VALIDATE_AFTER)
                            .build())
                    .build())
            .setRoutePlanner(ControlClients::route)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setProtocolUpgradeEnabled(false)
                    .setConnectionRequestTimeout(Timeout.of(LONGEST_WAIT))
                    .setResponseTimeout(Timeout.of(LONGEST_WAIT))
                    .build())
            .setDefaultHeaders(introduction(token))
            .addExecInterceptorFirst("bounds", AnswerBounds::body)
            .disableContentCompression()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableDefaultUserAgent()
            .evictIdleConnections(TimeValue.ofSeconds(20))
            .build();
  }

  /** A client of this responder's control API; its calls are made by {@link #until}. */
  ControlCalls of(AllowedTarget.Responder responder) {
    return known.get(whose(responder));
  }

  /** A client of another API of this responder's instance; its calls are made by {@link #until}. */
  public <T> T of(AllowedTarget.Responder responder, Class<T> calls) {
    return client(whose(responder), calls);
  }

  /**
   * Begins a group of calls with a common deadline.
   *
   * @param deadlineNanos by {@link System#nanoTime()}
   */
  public BoundedCalls until(long deadlineNanos) {
    BoundedCalls calls = new BoundedCalls(deadlines, deadlineNanos);
    deadlines.keep(calls);
    return calls;
  }

  private static Whose whose(AllowedTarget.Responder responder) {
    return new Whose(responder.control(), responder.controlAddress());
  }

  private ControlCalls calls(Whose whose) {
    String api = withoutTrailingSlash(whose.control());
    HttpHost host = HttpHost.create(whose.control());
    return new ControlCalls(
        request -> {
          BoundedCalls.begins(request);
          return http.executeOpen(host, request, pinnedTo(whose.address()));
        },
        formats,
        api);
  }

  private <T> T client(Whose whose, Class<T> calls) {
    HttpComponentsClientHttpRequestFactory factory = new Requests(http);
    factory.setReadTimeout(LONGEST_WAIT);
    factory.setConnectionRequestTimeout(LONGEST_WAIT);
    factory.setHttpContextFactory((_, _) -> pinnedTo(whose.address()));
    RestClient client =
        RestClient.builder()
            .requestFactory(factory)
            .baseUrl(withoutTrailingSlash(whose.control()))
            .configureMessageConverters(converters -> converters.withJsonConverter(json))
            .defaultStatusHandler(status -> !status.is2xxSuccessful(), ControlAnswer::refuse)
            .build();
    return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
        .build()
        .createClient(calls);
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
    clock.shutdownNow();
  }

  private static List<Header> introduction(@Nullable String token) {
    List<Header> headers = new ArrayList<>();
    headers.add(new BasicHeader(HttpHeaders.USER_AGENT, "teardown"));
    headers.add(new BasicHeader(HttpHeaders.ACCEPT, ResponderControl.ACCEPT));
    if (token != null) {
      headers.add(new BasicHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token));
    }
    return headers;
  }

  private static HttpContext pinnedTo(InetAddress address) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(ADDRESS, address);
    return context;
  }

  /** The only route: straight to the allowed address. */
  private static HttpRoute route(HttpHost host, HttpContext context) throws HttpException {
    InetAddress address = (InetAddress) context.getAttribute(ADDRESS);
    if (address == null) {
      throw new ProtocolException("no address was allowed for " + host);
    }
    HttpHost pinned =
        new HttpHost(
            host.getSchemeName(),
            address,
            host.getHostName(),
            DefaultSchemePortResolver.INSTANCE.resolve(host));
    return new HttpRoute(pinned, null, "https".equalsIgnoreCase(host.getSchemeName()));
  }

  private static String withoutTrailingSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Reads JSON as strictly as a request's, but allows unknown and absent fields, because later
   * versions send more and earlier ones less.
   */
  private static JsonMapper mapper() {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxDocumentLength(AnswerBounds.LONGEST_BYTES)
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(LONGEST_STRING)
                        .maxNameLength(LONGEST_NAME)
                        .build())
                .build())
        .disable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .addModule(new SpecModule())
        .build();
  }

  /** Makes requests that the deadline of their call cancels. */
  private static final class Requests extends HttpComponentsClientHttpRequestFactory {

    Requests(HttpClient client) {
      super(client);
    }

    @Override
    protected void postProcessHttpRequest(ClassicHttpRequest request) {
      BoundedCalls.begins((Cancellable) request);
    }
  }

  /** Refuses to resolve names: the policy has resolved them already. */
  private static final class NoNames implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host + " is not to be resolved again");
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException(host + " is not to be resolved again");
    }
  }
}
