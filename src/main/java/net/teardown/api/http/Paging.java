package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
}
