package net.teardown.api.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secret that a caller must send (RFC 6750). Its text is never shown. */
final class BearerToken {

  private static final int SHORTEST = 8;

  /** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
  private static final Pattern CREDENTIALS = Pattern.compile("(?i:Bearer) +(\\S+) *");

  private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final String property;
  private final byte[] secret;

  /**
   * @param property the property that configures it
   * @throws UnusableToken if the text is too short for a secret, or has characters that no header
   *     can carry
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

  /**
   * Whether an Authorization header contains the token, compared in a time that doesn't reveal how
   * much of it matches.
   */
  boolean isIn(String authorization) {
    Matcher credentials = CREDENTIALS.matcher(authorization);
    // The caller's text comes first, because isEqual takes time by the length of its first
    // argument.
    return credentials.matches()
        && MessageDigest.isEqual(credentials.group(1).getBytes(StandardCharsets.UTF_8), secret);
  }

  /** The property that configures it. */
  String property() {
    return property;
  }

  @Override
  public String toString() {
    return "***";
  }
}
