package net.teardown.experiment.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a client saw of TLS on its connection.
 *
 * @param version the version agreed on; null if the handshake isn't done
 * @param cipher the cipher suite agreed on (RFC 8446 B.4); null likewise
 * @param alpn the protocol agreed on (RFC 7301); null if none was
 * @param certificate the server's; null if it showed none
 * @param atMicros when the handshake began, on the run's time line
 * @param handshakeMicros how long the handshake took; null if it isn't done
 * @param alert the name of the fatal alert that came (RFC 8446 6); null if none did
 * @param failure why TLS failed at this end, in the engine's words; null if it didn't
 * @param closeNotifyAtMicros when the server's close_notify was read, on the run's time line; null
 *     if none was
 * @param ending how the stream ended; null if it hasn't
 */
public record TlsSeen(
    @Nullable TlsVersion version,
    @Nullable String cipher,
    @Nullable String alpn,
    @Nullable Certificate certificate,
    long atMicros,
    @Nullable Long handshakeMicros,
    @Nullable String alert,
    @Nullable String failure,
    @Nullable Long closeNotifyAtMicros,
    @Nullable TlsEnding ending) {

  /**
   * A server's certificate.
   *
   * @param subject its distinguished name (RFC 2253)
   * @param issuer its issuer's
   * @param names the names and addresses that it is for (RFC 5280 4.2.1.6)
   * @param notAfter when it expires
   * @param chainNotAfter when the first of the certificates that it was shown with expires
   * @param trusted whether this runtime's authorities vouch for it, and for the host that was asked
   *     for
   * @param why why it isn't trusted; null if it is
   */
  public record Certificate(
      String subject,
      String issuer,
      List<String> names,
      Instant notAfter,
      Instant chainNotAfter,
      boolean trusted,
      @Nullable String why) {

    public Certificate {
      names = List.copyOf(names);
    }

    /**
     * For how many whole days it, and all that it was shown with, are still valid at a time; below
     * 0 once one has expired.
     */
    public long daysLeft(Instant at) {
      return Math.floorDiv(
          ChronoUnit.SECONDS.between(at, chainNotAfter), ChronoUnit.DAYS.getDuration().toSeconds());
    }
  }

  /**
   * The same, in a run that ended so: a reset that TLS didn't see ended the stream all the same.
   */
  public TlsSeen in(Verdict verdict) {
    return ending == null
        ? this
        : new TlsSeen(
            version,
            cipher,
            alpn,
            certificate,
            atMicros,
            handshakeMicros,
            alert,
            failure,
            closeNotifyAtMicros,
            ending.in(verdict));
  }
}
