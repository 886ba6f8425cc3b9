package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.context.TestPropertySource;

/**
 * Tests the answers in front of all filters beside those of the usual way. A header that says
 * nothing keeps a request from being plain, and so sends it the usual way.
 */
@AutoConfigureMetrics
@Timeout(60)
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:front;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.api.token=s3cr3t-s3cr3t"
    })
class FrontIT extends ApiServer {

  /** How many requests went the usual way. */
  private static final AtomicInteger BEHIND = new AtomicInteger();

  private static final String TOKEN = "Authorization: Bearer s3cr3t-s3cr3t\r\n";
  private static final String USUAL_WAY = "X-Nothing: 1\r\n";
  private static final String HOST = "Host: localhost\r\n";

  /** The headers by which another instance asks. */
  private static final String ASKS = HOST + "Accept: application/json, application/*+json\r\n";

  private static final String ARMING =
      "{\"protocol\": 1, \"remainingMillis\": 1000, \"vantage\": \"probe-b\", \"spec\":"
          + " {\"bytesSent\": 5, \"peer\": \"RESPONDER\", \"targetHost\": \"127.0.0.1\"}}";

  /** What differs between two answers by their time or their form alone. */
  private static final Pattern OF_THE_MOMENT =
      Pattern.compile("Date: [^\r]*\r\n|Content-Length: [^\r]*\r\n|Transfer-Encoding: chunked\r\n");

  /** Requests that are refused: a request line and headers. */
  static final List<String> REFUSED =
      List.of(
          "GET /probe?module=loopback HTTP/1.1\r\n" + HOST,
          "GET /probe?module=loopback HTTP/1.1\r\n"
              + HOST
              + "Authorization: Bearer wrong-wrong\r\n",
          "GET /probe?module=loopback HTTP/1.1\r\n" + HOST + "Authorization: Basic eDp5\r\n",
          "GET /probe?module=loopback HTTP/1.1\r\nHost: rebound.example\r\n" + TOKEN,
          "GET /probe?module=loopback HTTP/1.1\r\n" + TOKEN,
          "GET /probe?module=loopback HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n" + TOKEN,
          "GET /probe?module=loopback HTTP/1.1\r\n"
              + HOST
              + TOKEN
              + "Origin: http://evil.example\r\n",
          "GET /probe?module=loopback HTTP/1.1\r\n"
              + HOST
              + TOKEN
              + "Sec-Fetch-Site: cross-site\r\n",
          "GET //probe?module=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe;x=1?module=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe/?module=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /x/../probe?module=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /%2e/probe?module=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /PROBE?module=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "POST /probe?module=loopback HTTP/1.1\r\n" + HOST + TOKEN + "Content-Length: 0\r\n",
          "PUT /metrics HTTP/1.1\r\n" + HOST + TOKEN + "Content-Length: 0\r\n",
          "DELETE /livez HTTP/1.1\r\n" + HOST + TOKEN,
          "TRACE /probe HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?module=loopback HTTP/1.1\r\n"
              + HOST
              + TOKEN
              + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
          "GET /probe?module=nonesuch HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?target=192.0.2.1:80 HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?target=169.254.169.254:80 HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?target=%00 HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?=loopback HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?module=loopback&= HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?target=%zz HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?target=%ff HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?module=loopback&target=% HTTP/1.1\r\n" + HOST + TOKEN,
          "GET /probe?module=loopback HTTP/1.1\r\n"
              + HOST
              + TOKEN
              + "X-Prometheus-Scrape-Timeout-Seconds: soon\r\n",
          "GET /metrics HTTP/1.1\r\n" + HOST + "Accept: image/png\r\n",
          "GET /metrics HTTP/1.1\r\n" + HOST + "Accept: garbage\r\n",
          "GET /livez HTTP/1.1\r\n" + HOST + "Accept: garbage\r\n",
          "GET /livez HTTP/1.1\r\n" + HOST + "Accept: image/png\r\n");

  /** Counts what passes the front. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Behind {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    static Filter behind() {
      return (request, response, chain) -> {
        BEHIND.incrementAndGet();
        chain.doFilter(request, response);
      };
    }
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void aRefusalIsTheSameOnBothWays(String request) throws Exception {
    String body = request.contains("chunked") ? "0\r\n\r\n" : "";
    String plain = raw(request + "Connection: close\r\n\r\n" + body);
    String usual = raw(request + USUAL_WAY + "Connection: close\r\n\r\n" + body);

    assertThat(withoutDate(plain)).isEqualTo(withoutDate(usual)).doesNotStartWith("HTTP/1.1 200");
  }

  /** Bodies of requests to arm that are refused. */
  static final List<String> NOT_ARMED =
      List.of(
          "{",
          "null",
          "[]",
          "{}",
          "{\"protocol\": 2}",
          "{\"protocol\": 1, \"protocol\": 1}",
          ARMING.replace("1000", "0"),
          ARMING.replace("bytesSent", "fromTheFuture"),
          ARMING.replace("RESPONDER", "LOOPBACK"),
          "\\u0000",
          " ".repeat(20_000));

  @ParameterizedTest
  @FieldSource("NOT_ARMED")
  void whatIsNotArmedIsRefusedAlikeOnBothWays(String body) throws Exception {
    String plain = raw(arming(body, ""));
    String usual = raw(arming(body, USUAL_WAY));

    assertThat(withoutDate(plain)).isEqualTo(withoutDate(usual)).startsWith("HTTP/1.1 400");
  }

  /** Requests for a report that are refused, from the path on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/019a9f7e-0000-7000-8000-000000000001",
        "/019a9f7e-0000-7000-8000-000000000001?waitMillis=1",
        "/019a9f7e-0000-7000-8000-000000000001?waitMillis=60001",
        "/019a9f7e-0000-7000-8000-000000000001?waitMillis=-1",
        "/019a9f7e-0000-7000-8000-000000000001?waitMillis=1&waitMillis=1",
        "/019a9f7e-0000-7000-8000-000000000001?wait=1",
        "/1-1-1-1-1",
        "/nonsense",
        "/"
      })
  void aReportThatIsNotThereIsRefusedAlikeOnBothWays(String rest) throws Exception {
    String request = "GET /api/v1/sessions" + rest + " HTTP/1.1\r\nConnection: close\r\n" + ASKS;

    assertThat(withoutDate(raw(request + "\r\n")))
        .isEqualTo(withoutDate(raw(request + USUAL_WAY + "\r\n")))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void aSessionIsArmedAndReportedInFrontAsOnTheUsualWay() throws Exception {
    String armed = raw(arming(ARMING, ""));
    String usual = raw(arming(ARMING, USUAL_WAY));

    // JSON for people is indented.
    assertThat(armed).startsWith("HTTP/1.1 201").contains("\"id\":");
    assertThat(usual).startsWith("HTTP/1.1 201").contains("\"id\" :");
    assertThat(headers(armed)).isEqualTo(headers(usual));
    String report =
        "GET /api/v1/sessions/%s?waitMillis=0 HTTP/1.1\r\nConnection: close\r\n%s"
            .formatted(text(armed, "id"), ASKS);
    String reported = raw(report + "\r\n");
    String reportedUsually = raw(report + USUAL_WAY + "\r\n");
    assertThat(reported).startsWith("HTTP/1.1 200").contains("\"id\":");
    assertThat(reportedUsually).contains("\"id\" :");
    assertThat(headers(reported)).isEqualTo(headers(reportedUsually));
    assertThat(text(reported, "state")).isEqualTo(text(reportedUsually, "state"));
  }

  private static String arming(String body, String more) {
    return "POST /api/v1/sessions HTTP/1.1\r\n"
        + "Connection: close\r\n"
        + "Content-Type: application/json\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n"
        + ASKS
        + more
        + "\r\n"
        + body;
  }

  /** A text of an answer's JSON, which is indented or isn't. */
  private static String text(String answer, String field) {
    Matcher found = Pattern.compile("\"" + field + "\" ?: ?\"([^\"]*)\"").matcher(answer);
    assertThat(found.find()).as(answer).isTrue();
    return found.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/livez",
        "/readyz",
        "/-/healthy",
        "/-/ready",
        "/metrics",
        "/probe?module=loopback"
      })
  void aPlainRequestHasTheAnswerOfTheUsualWay(String path) throws Exception {
    String request = "GET %s HTTP/1.1\r\n%s%s".formatted(path, HOST, TOKEN);
    String plain = raw(request + "Connection: close\r\n\r\n");
    String usual = raw(request + USUAL_WAY + "Connection: close\r\n\r\n");

    assertThat(plain).startsWith("HTTP/1.1 200");
    assertThat(headers(plain)).isEqualTo(headers(usual));
    assertThat(names(plain)).isEqualTo(names(usual));
  }

  @Test
  void bothWaysCountAlike() throws Exception {
    double before = requests("/probe");
    get("/probe?module=loopback", "Authorization", "Bearer s3cr3t-s3cr3t");
    get("/probe?module=loopback", "Authorization", "Bearer s3cr3t-s3cr3t", "X-Nothing", "1");
    raw(
        "GET /probe?module=loopback HTTP/1.1\r\n%s%sConnection: close\r\n\r\n"
            .formatted(HOST, TOKEN));

    assertThat(requests("/probe") - before).isEqualTo(3);
  }

  @Test
  void aPlainRequestIsAnsweredInFront() throws Exception {
    String request = "GET /livez HTTP/1.1\r\nConnection: close\r\n" + HOST;
    int before = BEHIND.get();

    raw(request + "\r\n");
    assertThat(BEHIND).hasValue(before);
    raw(request + USUAL_WAY + "\r\n");
    assertThat(BEHIND).hasValue(before + 1);
  }

  private double requests(String path) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("uri=\"" + path + "\"") && line.contains("status=\"200\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String headers(String answer) {
    return OF_THE_MOMENT.matcher(answer.substring(0, answer.indexOf("\r\n\r\n"))).replaceAll("");
  }

  private static String withoutDate(String answer) {
    return answer.replaceAll("Date: [^\r]*\r\n", "").replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  /** The names of all series, in order; a body in JSON as it is. */
  private static String names(String answer) {
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return body.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll(" [^ ]+$", ""))
        .filter(line -> !line.matches("[0-9a-f]*"))
        .collect(Collectors.joining("\n"));
  }
}
