package net.teardown.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes reach a socket that nobody reads, for certain.
 *
 * @param bytes a lower bound: often there is room for more
 * @param because the settings that leave less room than Linux does by default, as name and value;
 *     empty if none does
 */
record ReceiveRoom(int bytes, List<String> because) {

  /** With Linux's defaults: 128 KiB of tcp_rmem, less its overhead. */
  static final ReceiveRoom ORDINARY = new ReceiveRoom(100 * 1024, List.of());

  /** With the smallest buffer that tcp(7) names. */
  static final ReceiveRoom LEAST =
      new ReceiveRoom(
          1024, List.of("net.ipv4.tcp_rmem or net.ipv4.tcp_syncookies was set to another value"));

  /** Linux's default for the second number of tcp_rmem (tcp(7)). */
  private static final long ORDINARY_BUFFER = 131_072;

  /**
   * Half of a buffer is advertised as window at first, and a segment may take twice the room of its
   * bytes.
   */
  private static final int BUFFER_PER_BYTE = 4;

  /** How much more room the bytes of segments take that are smaller than Ethernet's. */
  private static final int SMALL_SEGMENTS = 8;

  private static final int ETHERNET_MTU = 1500;

  /**
   * The first window of a connection by SYN cookie: 10 segments (RFC 6928) of 536 bytes (RFC 9293
   * 3.7.1) less the timestamps among them.
   */
  private static final int COOKIE_BYTES = 10 * (536 - 12);

  /** The largest window that every implementation advertises without scaling (RFC 7323 2). */
  private static final int UNSCALED_BYTES = 32_767;

  /** Cookies are sent for every SYN, and not only when the queue is full. */
  private static final int ALWAYS = 2;

  private static final Environment NOTHING_KNOWN = Environment.of(Map.of());

  private static final String RMEM = "net.ipv4.tcp_rmem";
  private static final String SYN_COOKIES = "net.ipv4.tcp_syncookies";
  private static final String WINDOW_SCALING = "net.ipv4.tcp_window_scaling";
  private static final String LOOPBACK_MTU = "lo.mtu";

  /**
   * The room that the settings of a run's hosts leave to one end. What isn't known of them counts
   * as Linux's default.
   *
   * @param own the environment of this end
   * @param loopback whether the connection goes over this host's {@code lo}
   */
  static ReceiveRoom of(@Nullable Environment own, Environments hosts, boolean loopback) {
    Environment receiving = Objects.requireNonNullElse(own, NOTHING_KNOWN);
    Environment accepting = Objects.requireNonNullElse(hosts.responder(), NOTHING_KNOWN);
    long bytes = ORDINARY.bytes();
    List<String> because = new ArrayList<>();
    long buffer = number(receiving, RMEM, 1, ORDINARY_BUFFER);
    if (buffer < ORDINARY_BUFFER) {
      bytes = buffer / BUFFER_PER_BYTE;
      because.add(named(receiving, RMEM));
    }
    if (loopback && number(receiving, LOOPBACK_MTU, 0, ETHERNET_MTU) < ETHERNET_MTU) {
      bytes = Math.min(bytes, buffer / BUFFER_PER_BYTE / SMALL_SEGMENTS);
      because.add(named(receiving, LOOPBACK_MTU));
    }
    if (number(receiving, WINDOW_SCALING, 0, 1) == 0) {
      bytes = Math.min(bytes, UNSCALED_BYTES);
      because.add(named(receiving, WINDOW_SCALING));
    }
    if (number(accepting, SYN_COOKIES, 0, 1) == ALWAYS) {
      bytes = Math.min(bytes, COOKIE_BYTES);
      because.add(named(accepting, SYN_COOKIES));
    }
    return new ReceiveRoom((int) bytes, List.copyOf(because));
  }

  private static String named(Environment host, String setting) {
    return "%s is %s".formatted(setting, host.setting(setting).orElse("not known"));
  }

  /** The number at this place of a setting's value; {@code otherwise} if there is none. */
  private static long number(Environment host, String setting, int at, long otherwise) {
    // Not by the exception that an empty text would be: a prediction asks several times.
    String value = host.setting(setting).orElse("");
    if (value.isEmpty()) {
      return otherwise;
    }
    String[] numbers = value.split(" ", -1);
    try {
      return at < numbers.length ? Long.parseLong(numbers[at]) : otherwise;
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }
}
