package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Builds the link from one page of a list to the next. */
public final class Paging {

  private Paging() {}

  /** The same query as the caller encoded it, with another cursor. */
  public static String next(String path, HttpServletRequest request, String cursor) {
    String query = Objects.requireNonNullElse(request.getQueryString(), "");
    Stream<String> others =
        Arrays.stream(query.split("&"))
            .filter(pair -> !pair.isEmpty() && !pair.startsWith("after="));
    String after = "after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    return Stream.concat(others, Stream.of(after)).collect(Collectors.joining("&", path + "?", ""));
  }

  /**
   * The beginning of an answer with one page, which says where the next one is to those who read
   * something else than JSON (RFC 8288).
   *
   * @param next where the next page is; null on the last one
   */
  public static ResponseEntity.BodyBuilder leadingTo(@Nullable String next) {
    ResponseEntity.BodyBuilder response = ResponseEntity.ok();
    return next == null
        ? response
        : response.header(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(next));
  }
}
