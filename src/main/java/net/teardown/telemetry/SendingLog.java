package net.teardown.telemetry;

import java.net.URI;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** Logs when sending begins to fail and when it works again, in one line each. */
final class SendingLog {

  private static final Logger log = LoggerFactory.getLogger(SendingLog.class);

  private static final int LONGEST_REASON = 200;

  private final String what;
  private final String endpoint;
  private boolean failing;

  /**
   * @param what what is sent, as a line begins
   */
  SendingLog(String what, String endpoint) {
    this.what = what;
    this.endpoint = withoutUser(endpoint);
  }

  synchronized void worked() {
    if (failing) {
      failing = false;
      log.info("{} are sent to {} again.", what, endpoint);
    }
  }

  synchronized void failed(Throwable why) {
    if (!failing) {
      failing = true;
      log.warn(
          "{} can't be sent to {} ({}). What can't be sent is lost. Told again when it works.",
          what,
          endpoint,
          reason(why));
    }
  }

  private static String reason(Throwable why) {
    Throwable outer =
        why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(outer);
    String reason = "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
    String line = reason.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }

  /** The endpoint without a password that its URL may have. */
  private static String withoutUser(String endpoint) {
    try {
      String user = URI.create(endpoint).getRawUserInfo();
      return user == null ? endpoint : endpoint.replace(user + "@", "");
    } catch (IllegalArgumentException _) {
      return "its endpoint";
    }
  }
}
