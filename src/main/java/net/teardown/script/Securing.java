package net.teardown.script;

import java.util.regex.Pattern;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.spec.TlsTerms;
import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import net.teardown.tls.PeerCertificate;
import net.teardown.tls.TlsOffer;
import net.teardown.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/** Shakes hands in TLS, and tells what was seen of TLS. */
final class Securing {

  private static final int LONGEST_NAME = 256;
  private static final Pattern JAVA_CLASS = Pattern.compile("(?:[a-z]+\\.)+[A-Z]\\w+: ");

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;

  /** How many bytes had been sent and received when TLS began. */
  private long sentBefore;

  private long readBefore;

  /** What was seen when this end left; null before. */
  private @Nullable TlsSeen left;

  Securing(ScriptState scriptState) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
  }

  /** Goes on with the handshake with a server; done when it is, has failed, or can't go on. */
  Performed shakeHands(TlsTerms terms) {
    Records records = connection.records();
    if (records == null) {
      connection.secure(TlsStream.client(offer(terms)), null);
      return Performed.AGAIN;
    }
    return shakeHands(records);
  }

  /** Goes on with the handshake between ends of ours, with the same result. */
  Performed shakeHands(Act.Secure act) {
    Records records = connection.records();
    if (records == null) {
      sentBefore = state.allBytesSent();
      readBefore = state.allBytesRead();
      String protocol = act.tls().version().protocol();
      connection.secure(TlsStream.between(act.client(), protocol), act.tls());
      return Performed.AGAIN;
    }
    return shakeHands(records);
  }

  private Performed shakeHands(Records records) {
    TlsStream stream = records.stream();
    boolean flushed = records.flush();
    while (!stream.established() && stream.failure() == null && !state.inputOver()) {
      if (scriptState.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      boolean waits = records.read(Long.MAX_VALUE) == Received.NOTHING_YET;
      if (waits && !stream.established() && stream.failure() == null) {
        if (scriptState.isOver()) {
          // The acts behind it tell that it wasn't done in time.
          return Performed.DONE;
        }
        return scriptState.awaitSocket(
            stream.outgoing().hasRemaining() ? Interest.BOTH : Interest.INPUT);
      }
      scriptState.moved(0);
      flushed = records.flush();
    }
    return flushed || state.failed() ? Performed.DONE : scriptState.awaitSocket(Interest.OUTPUT);
  }

  private TlsOffer offer(TlsTerms terms) {
    String host = scriptState.script.host();
    return new TlsOffer(host, terms.nameFor(host), terms.alpn(), terms.protocols(), terms.verify());
  }

  /** Whether TLS is spoken, or was to be, and nothing can be said in it. */
  boolean hasFailed() {
    Records records = connection.records();
    return records != null
        && (!records.stream().established() || records.stream().failure() != null);
  }

  /**
   * Whether nothing can be heard behind a half-close: before TLS 1.3 the peer closes at once (RFC
   * 5246 7.2.1).
   */
  boolean halfCloseEndsAll() {
    Records records = connection.records();
    return records != null && records.stream().established() && !records.stream().canHalfClose();
  }

  /** What was seen of TLS; null in plaintext. */
  @Nullable TlsSeen seen() {
    Records records = connection.records();
    if (records == null || left != null) {
      return left;
    }
    TlsStream stream = records.stream();
    boolean done = stream.established();
    return new TlsSeen(
        done ? TlsVersion.ofProtocol(stream.protocol()).orElse(null) : null,
        done ? stream.cipherSuite() : null,
        shown(stream.alpn()),
        certificate(stream.certificate()),
        micros(stream.beganNanos()),
        done ? Long.valueOf(stream.handshakeNanos() / 1000) : null,
        stream.alert(),
        failure(stream),
        stream.closeNotifyReceived() ? Long.valueOf(micros(stream.closeNotifyNanos())) : null,
        ending(stream));
  }

  /** What was seen of TLS between ends of ours; null in plaintext. */
  @Nullable EndTls ofEnd() {
    TlsSeen seen = seen();
    return seen == null
        ? null
        : new EndTls(
            seen.version(),
            seen.cipher(),
            seen.atMicros(),
            seen.handshakeMicros(),
            seen.alert(),
            engineFailure(),
            seen.closeNotifyAtMicros(),
            seen.ending(),
            state.allBytesSent() - sentBefore,
            state.allBytesRead() - readBefore);
  }

  private long micros(long nanos) {
    return (nanos - scriptState.originNanos) / 1000;
  }

  /** From now on nothing that comes is part of how the stream ended: this end leaves. */
  void leaves() {
    if (left == null) {
      left = seen();
    }
  }

  private @Nullable TlsEnding ending(TlsStream stream) {
    boolean reset = EndState.isReset(state.receiveError()) || state.sendToldOfReset();
    if (!stream.established()) {
      return TlsEnding.HANDSHAKE_FAILED;
    }
    if (stream.alert() != null) {
      return TlsEnding.ALERT;
    }
    if (stream.failure() != null) {
      // What came behind that can't be read.
      return null;
    }
    if (reset) {
      return stream.closeNotifyReceived() ? TlsEnding.RESET_AFTER_CLOSE_NOTIFY : TlsEnding.RESET;
    }
    if (stream.closeNotifyReceived()) {
      return TlsEnding.CLOSE_NOTIFY;
    }
    return state.endOfStream() ? TlsEnding.NO_CLOSE_NOTIFY : null;
  }

  private static TlsSeen.@Nullable Certificate certificate(@Nullable PeerCertificate shown) {
    return shown == null
        ? null
        : new TlsSeen.Certificate(
            Printable.line(shown.subject(), LONGEST_NAME),
            Printable.line(shown.issuer(), LONGEST_NAME),
            shown.names().stream().map(name -> Printable.line(name, LONGEST_NAME)).toList(),
            shown.notAfter(),
            shown.chainNotAfter(),
            shown.trusted(),
            shown(shown.why()));
  }

  private @Nullable String engineFailure() {
    Records records = connection.records();
    String said = records == null ? null : records.stream().failure();
    return said == null ? null : shown(JAVA_CLASS.matcher(said).replaceAll(""));
  }

  private @Nullable String failure(TlsStream stream) {
    String said = engineFailure();
    if (said != null) {
      return said;
    }
    if (stream.established()) {
      return null;
    }
    return state.inputOver() || state.failed()
        ? "the connection ended before the handshake was done"
        : "the handshake wasn't done in time";
  }

  private static @Nullable String shown(@Nullable String text) {
    return text == null ? null : Printable.line(text, LONGEST_NAME);
  }
}
