package net.teardown.lab;

import java.util.Map;

/**
 * An alert of TLS: RFC 8446 6.
 *
 * @param level 1: a warning, 2: fatal
 * @param description its number
 */
public record TlsAlert(int level, int description) {

  /** Says that nothing comes behind it. */
  public static final TlsAlert CLOSE_NOTIFY = new TlsAlert(1, 0);

  /** Those that end a session, of which servers here send any. */
  private static final Map<String, TlsAlert> FATAL =
      Map.of(
          "handshake_failure", new TlsAlert(2, 40),
          "protocol_version", new TlsAlert(2, 70),
          "certificate_required", new TlsAlert(2, 116));

  /** One that ends the session, by its name. */
  public static TlsAlert fatal(String name) {
    TlsAlert alert = FATAL.get(name);
    if (alert == null) {
      throw new IllegalArgumentException("which number has the alert " + name + "?");
    }
    return alert;
  }

  /** Its name; its numbers if it isn't one of those above. */
  @Override
  public String toString() {
    if (equals(CLOSE_NOTIFY)) {
      return "close_notify";
    }
    return FATAL.entrySet().stream()
        .filter(each -> each.getValue().equals(this))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("alert %d:%d".formatted(level, description));
  }
}
