package net.teardown.api.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * How long a caller waits for the end of what they start: {@code ?wait=}, or the header {@code
 * Prefer} (RFC 7240 sections 4.1 and 4.3). The query goes before the header.
 *
 * @param apart whether it is made apart from the request, so that it goes on once the wait is over
 * @param atMost how long the answer waits for its end; 0 for not at all
 * @param applied what of {@code Prefer} was done, as {@code Preference-Applied} names it
 */
public record Patience(boolean apart, Duration atMost, List<String> applied) {

  /** The header by which a client says how it wants to be answered. */
  public static final String PREFER = "Prefer";

  /** The longest wait, in seconds. */
  public static final int LONGEST_WAIT = 3600;

  /** What is wrong with a longer one. */
  public static final String WAIT_BOUNDS = "must be 0 to 3600 seconds";

  private static final String PREFERENCE_APPLIED = "Preference-Applied";
  private static final String ASYNC = "respond-async";
  private static final String WAIT = "wait";

  /**
   * Reads both.
   *
   * @param wait the parameter's seconds; null if it isn't given
   * @param prefer the header's value; null if there is none
   */
  public static Patience of(@Nullable Integer wait, @Nullable String prefer) {
    List<String> preferences = preferences(prefer);
    boolean async = preferences.contains(ASYNC);
    if (wait != null) {
      return new Patience(true, Duration.ofSeconds(wait), async ? List.of(ASYNC) : List.of());
    }
    if (!async) {
      return new Patience(false, Duration.ZERO, List.of());
    }
    List<String> applied = new ArrayList<>(List.of(ASYNC));
    int seconds = 0;
    for (String preference : preferences) {
      if (preference.matches(WAIT + "=\\d{1,9}")) {
        seconds = Integer.parseInt(preference.substring(WAIT.length() + 1));
        applied.add(preference);
      }
    }
    return new Patience(true, Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT)), applied);
  }

  /** Each preference in lower case without blanks and parameters; unknown ones are passed over. */
  private static List<String> preferences(@Nullable String prefer) {
    List<String> preferences = new ArrayList<>();
    if (prefer != null) {
      for (String preference : prefer.split(",", -1)) {
        int end = preference.indexOf(';');
        String word = end < 0 ? preference : preference.substring(0, end);
        preferences.add(word.replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT));
      }
    }
    return preferences;
  }

  /** Whether the answer waits. */
  public boolean waits() {
    return atMost.isPositive();
  }

  /** The headers that say what was done of it. */
  public HttpHeaders headers() {
    HttpHeaders headers = new HttpHeaders();
    headers.add(HttpHeaders.VARY, PREFER);
    if (!applied.isEmpty()) {
      headers.set(PREFERENCE_APPLIED, String.join(", ", applied));
    }
    return headers;
  }
}
