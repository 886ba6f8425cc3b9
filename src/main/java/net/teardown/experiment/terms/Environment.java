package net.teardown.experiment.terms;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings of a host under which a run was made: those that change what TCP does there. It is
 * identified by the hash of them, which is the same in every process and version.
 */
public final class Environment {

  private static final int HASH_BYTES = 8;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,64}");
  private static final int LONGEST_VALUE = 256;

  /** Several times as many settings as this version reads. */
  private static final int MOST_SETTINGS = 128;

  private final Map<String, String> settings;
  private final String hash;

  private Environment(Map<String, String> settings) {
    this.settings = settings;
    this.hash = hash(settings);
  }

  /**
   * The environment with these settings.
   *
   * @param settings values by name, such as {@code net.ipv4.tcp_rmem}: at most 128. A name is 1 to
   *     64 letters, digits and {@code _./-}; a value is a line of at most 256 characters
   * @throws IllegalArgumentException if they are anything else; the message says which
   */
  @SuppressWarnings("ConstantValue") // another host may have sent a null
  public static Environment of(Map<String, String> settings) {
    if (settings.size() > MOST_SETTINGS) {
      throw new IllegalArgumentException(
          "has %d settings: %d at most".formatted(settings.size(), MOST_SETTINGS));
    }
    settings.forEach((name, value) -> {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "names a setting by other than 1 to 64 letters, digits and _./-");
      }
      if (value == null || value.length() > LONGEST_VALUE || !Printable.isLine(value)) {
        throw new IllegalArgumentException(
            "has a value of '%s' that is not a line of %d characters at most"
                .formatted(name, LONGEST_VALUE));
      }
    });
    return new Environment(Collections.unmodifiableMap(new TreeMap<>(settings)));
  }

  /** What it is known by: 16 hexadecimal digits. */
  public String hash() {
    return hash;
  }

  /** The settings that can be read on that host, by name, in the order of their names. */
  public Map<String, String> settings() {
    return settings;
  }

  /** The value of one setting; empty if it couldn't be read. */
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /** The first bytes of the SHA-256 of all lines {@code name=value}, in the order of the names. */
  private static String hash(Map<String, String> sorted) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sorted.forEach((name, value) ->
          sha256.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha256.digest(), 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Environment environment && settings.equals(environment.settings);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "Environment[" + hash + "]";
  }
}
