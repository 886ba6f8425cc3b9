package net.teardown.api.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secret that a caller must send (RFC 6750). It never shows itself. */
final class BearerToken {

  private static final int SHORTEST = 8;

  /** RFC 6750 section 2.1; the scheme's case is free (RFC 9110 section 11.1). */
  private static final Pattern CREDENTIALS = Pattern.compile("(?i:Bearer) +(\\S+) *");

  private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final String property;
  private final byte[] secret;

  /**
   * @param property where it is configured
   * @throws UnusableToken if the text is too short to be a secret, or no header could carry it
   */
  BearerToken(String property, String text) {
    if (text.length() < SHORTEST || !SENDABLE.matcher(text).matches()) {
      throw new UnusableToken(
          "%s must be %d or more of the characters A-Z a-z 0-9 . _ ~ + / - (RFC 6750);"
                  .formatted(property, SHORTEST)
              + " leave it out to need none. 'openssl rand -hex 32' makes a good one");
    }
    this.property = property;
    this.secret = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether an Authorization header carries it, in a time that tells nothing of how much fits. */
  boolean isIn(String authorization) {
    Matcher credentials = CREDENTIALS.matcher(authorization);
    // The caller's comes first: isEqual takes as long as its first argument is long.
    return credentials.matches()
        && MessageDigest.isEqual(credentials.group(1).getBytes(StandardCharsets.UTF_8), secret);
  }

  /** Where it is configured. */
  String property() {
    return property;
  }

  @Override
  public String toString() {
    return "***";
  }
}
