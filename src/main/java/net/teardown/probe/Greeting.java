package net.teardown.probe;

import java.util.regex.Pattern;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;

/** Recognises greetings with which a server turns its caller away. */
final class Greeting {

  /**
   * As {@link ServerReport#head} shows them: an ERR packet of MySQL in place of the handshake, a
   * reply of 4xx or 5xx of SMTP and FTP (RFC 5321 3.1, RFC 959 5.4), BYE of IMAP (RFC 9051 7.1.5),
   * -ERR of POP3 and Redis (RFC 1939 3).
   */
  private static final Pattern TURNS_AWAY =
      Pattern.compile(
          "^.{1,4}(\\\\x[0-9A-F]{2}){2}\\\\x00\\\\xFF|^[45]\\d\\d[ -]|^\\* BYE\\b|^-ERR\\b");

  private Greeting() {}

  /**
   * Whether the server spoke first, and turned its caller away by that. False of whoever answers
   * what was sent.
   */
  static boolean turnsAway(Outcome outcome) {
    ServerReport report = outcome.ends().server().orElse(null);
    if (report == null || report.bytesOffered() > 0) {
      return false;
    }
    String head = report.head();
    return head != null && TURNS_AWAY.matcher(head).find();
  }
}
