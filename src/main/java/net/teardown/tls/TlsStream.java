package net.teardown.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One side of TLS on one connection. It makes no call of its own: {@link #intake} takes what was
 * received, {@link #outgoing} holds what is to be sent. Not thread-safe.
 *
 * <p>At most one record is held in each direction, so a sender waits for this end as it does in
 * TCP.
 */
public final class TlsStream {

  /** What {@link #read} found. */
  public enum Reading {
    /** {@link #plaintext} has bytes. */
    PLAINTEXT,
    /** More must be received first. */
    INCOMPLETE,
    /** {@link #outgoing} must be sent first. */
    BLOCKED,
    /** A close_notify has come (RFC 8446 6.1): there is no more to read. */
    ENDED,
    /** TLS has failed, see {@link #failure}. */
    FAILED
  }

  /** The version that a session has before one is agreed on. */
  private static final String NO_PROTOCOL = "NONE";

  private static final AtomicBoolean PREPARED = new AtomicBoolean();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** How the JDK words an alert that was received; no other of its interfaces tells which. */
  private static final Pattern RECEIVED_ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  /** A record's header, which says how long the rest is (RFC 8446 5.1). */
  private static final int HEADER_BYTES = 5;

  private final SSLEngine engine;

  /** Null where the other end's certificate doesn't matter. */
  private final @Nullable TrustWitness witness;

  /** Received, and not read; ready to be written into. */
  private ByteBuffer incoming;

  /** Ready to be read from, as is what is to be sent. */
  private ByteBuffer plaintext;

  private final ByteBuffer outgoing;

  private final long beganNanos = System.nanoTime();
  private long handshakeNanos = -1;
  private boolean closeNotifyReceived;
  private long closeNotifyNanos;
  private boolean closeNotifySaid;
  private @Nullable String alert;
  private @Nullable String failure;

  private TlsStream(SSLEngine engine, @Nullable TrustWitness witness) {
    this.engine = engine;
    this.witness = witness;
    int record = engine.getSession().getPacketBufferSize();
    this.incoming = ByteBuffer.allocate(record);
    this.plaintext = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
    this.outgoing = ByteBuffer.allocate(2 * record).flip();
  }

  /** Loads what every handshake needs, which takes long, so that no run's clock counts it. */
  public static void prepare() {
    if (PREPARED.compareAndSet(false, true)) {
      TrustWitness.prepare();
      client(new TlsOffer("localhost", null, List.of(), List.of("TLSv1.3"), false));
    }
  }

  /** Makes what {@link #between} needs, likewise. */
  public static void prepareBetween() {
    OwnCertificate.context(true);
    OwnCertificate.context(false);
  }

  /**
   * A client's stream, whose first record to send is ready. Each has a context of its own, so that
   * no session is resumed and each handshake shows the server's certificate.
   *
   * @throws IllegalArgumentException if the engine refuses the offer: a name that can't be sent, an
   *     empty or too long protocol
   */
  public static TlsStream client(TlsOffer offer) {
    try {
      TrustWitness witness = new TrustWitness(offer.verify());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {witness}, null);
      SSLEngine engine = context.createSSLEngine(offer.host(), -1);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setProtocols(offer.protocols().toArray(String[]::new));
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(
          offer.serverName() == null ? List.of() : List.of(new SNIHostName(offer.serverName())));
      parameters.setApplicationProtocols(offer.alpn().toArray(String[]::new));
      engine.setSSLParameters(parameters);
      TlsStream stream = new TlsStream(engine, witness);
      engine.beginHandshake();
      stream.read();
      return stream;
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException("this runtime speaks no TLS", e);
    }
  }

  /**
   * A stream between two ends that are both ours, of this version, as the JDK names it. The client
   * takes any certificate, and no session is resumed.
   */
  public static TlsStream between(boolean client, String protocol) {
    try {
      SSLEngine engine = OwnCertificate.context(client).createSSLEngine();
      engine.setUseClientMode(client);
      engine.setEnabledProtocols(new String[] {protocol});
      engine.setEnabledCipherSuites(
          Arrays.stream(engine.getEnabledCipherSuites())
              .filter(RecordSize::isKnownFor)
              .toArray(String[]::new));
      TlsStream stream = new TlsStream(engine, null);
      engine.beginHandshake();
      stream.read();
      return stream;
    } catch (SSLException e) {
      throw new IllegalStateException("this runtime speaks no TLS", e);
    }
  }

  /** Where to receive into, when {@link #read} has said that more must be received. */
  public ByteBuffer intake() {
    return incoming.limit(incoming.capacity());
  }

  /**
   * As {@link #intake}, with room for no more than the record that was begun, so that the next one
   * stays with the kernel.
   */
  public ByteBuffer intakeOfRecord() {
    int have = incoming.position();
    int whole =
        have < HEADER_BYTES
            ? HEADER_BYTES
            : HEADER_BYTES + Short.toUnsignedInt(incoming.getShort(HEADER_BYTES - 2));
    return incoming.limit(Math.clamp(whole, have + 1, incoming.capacity()));
  }

  /** What is to be sent, if anything remains in it. */
  public ByteBuffer outgoing() {
    return outgoing;
  }

  /** Plaintext that was read, if anything remains in it; to be taken before the next is read. */
  public ByteBuffer plaintext() {
    return plaintext;
  }

  /** Goes on with the handshake, or reads the next record. */
  public Reading read() {
    while (failure == null && !closeNotifyReceived && !plaintext.hasRemaining()) {
      noteFinished();
      try {
        Reading reading =
            switch (engine.getHandshakeStatus()) {
              case NEED_TASK -> {
                runTasks();
                yield null;
              }
              case NEED_WRAP -> wrapOwn();
              case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> unwrap();
            };
        if (reading != null) {
          return reading;
        }
      } catch (SSLException e) {
        fail(e);
      }
    }
    if (plaintext.hasRemaining()) {
      return Reading.PLAINTEXT;
    }
    return failure == null ? Reading.ENDED : Reading.FAILED;
  }

  /** Makes what TLS itself has to say; null if it is worth going on. */
  private @Nullable Reading wrapOwn() throws SSLException {
    SSLEngineResult result = wrap(NOTHING);
    if (result == null) {
      return Reading.BLOCKED;
    }
    boolean stuck =
        result.bytesProduced() == 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    return stuck ? Reading.INCOMPLETE : null;
  }

  /** Makes all that TLS itself has to say, as far as there is room. */
  private void wrapAllOwn() throws SSLException {
    SSLEngineResult result = wrap(NOTHING);
    while (result != null && result.bytesProduced() > 0 && !engine.isOutboundDone()) {
      result = wrap(NOTHING);
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Null if it is worth going on. */
  private @Nullable Reading unwrap() throws SSLException {
    plaintext.clear();
    incoming.flip();
    SSLEngineResult result;
    try {
      result = engine.unwrap(incoming, plaintext);
    } finally {
      incoming.compact();
      plaintext.flip();
    }
    return switch (result.getStatus()) {
      case OK -> result.bytesConsumed() == 0 && !mustGoOn() ? Reading.INCOMPLETE : null;
      case BUFFER_UNDERFLOW -> {
        if (!incoming.hasRemaining()) {
          incoming = ByteBuffer.allocate(2 * incoming.capacity()).put(incoming.flip());
        }
        yield Reading.INCOMPLETE;
      }
      case BUFFER_OVERFLOW -> {
        plaintext = ByteBuffer.allocate(2 * plaintext.capacity()).flip();
        yield null;
      }
      case CLOSED -> {
        closeNotifyReceived = engine.isInboundDone() && result.bytesConsumed() > 0;
        closeNotifyNanos = System.nanoTime();
        yield closeNotifyReceived ? null : Reading.INCOMPLETE;
      }
    };
  }

  private boolean mustGoOn() {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK, NEED_WRAP -> true;
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> false;
    };
  }

  /** Adds a record to what is to be sent; null if it has no room. */
  private @Nullable SSLEngineResult wrap(ByteBuffer source) throws SSLException {
    outgoing.compact();
    SSLEngineResult result;
    try {
      result = engine.wrap(source, outgoing);
    } finally {
      outgoing.flip();
    }
    return result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW ? null : result;
  }

  /** The engine reports the handshake's end in a result only where no task did the last of it. */
  private void noteFinished() {
    if (handshakeNanos < 0
        && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
        && !engine.getSession().getProtocol().equals(NO_PROTOCOL)) {
      handshakeNanos = System.nanoTime() - beganNanos;
    }
  }

  private void fail(SSLException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    failure = message;
    Matcher received = RECEIVED_ALERT.matcher(message);
    if (received.find()) {
      alert = received.group(1);
    }
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        // The engine has an alert for the other end.
        wrapAllOwn();
      }
    } catch (SSLException _) {
      // It has failed already.
    }
  }

  /**
   * Makes a record of plaintext. Nothing must remain to be sent.
   *
   * @return how many bytes it took; 0 if something must be read first, which a renegotiation wants;
   *     -1 if there was no handshake, TLS has failed, or no more may be said
   */
  public int write(ByteBuffer source) {
    int before = source.remaining();
    if (!established()) {
      return -1;
    }
    try {
      SSLEngineResult result = wrap(source);
      // What TLS itself has to say goes first.
      while (result != null && result.bytesConsumed() == 0 && result.bytesProduced() > 0) {
        result = wrap(source);
      }
      if (result != null && result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return -1;
      }
    } catch (SSLException e) {
      fail(e);
    }
    return failure == null ? before - source.remaining() : -1;
  }

  /** Makes a close_notify (RFC 8446 6.1), unless one was made or TLS has failed. */
  public void sayNoMore() {
    if (closeNotifySaid || failure != null) {
      return;
    }
    closeNotifySaid = true;
    engine.closeOutbound();
    try {
      wrapAllOwn();
    } catch (SSLException e) {
      fail(e);
    }
  }

  /** Whether the handshake is done. */
  public boolean established() {
    return handshakeNanos >= 0;
  }

  /** When this stream began, by {@link System#nanoTime()}. */
  public long beganNanos() {
    return beganNanos;
  }

  /** When the close_notify was read, on the same clock; meaningless if none has come. */
  public long closeNotifyNanos() {
    return closeNotifyNanos;
  }

  /** How long the handshake took; below 0 if it isn't done. */
  public long handshakeNanos() {
    return handshakeNanos;
  }

  /** How long a record is on the wire that holds so many bytes. The handshake must be done. */
  public int recordBytes(int plaintext) {
    return RecordSize.of(protocol(), cipherSuite(), plaintext);
  }

  /** Whether a close_notify has come. */
  public boolean closeNotifyReceived() {
    return closeNotifyReceived;
  }

  /** The alert that ended the stream, as RFC 8446 6 names it; null if none has come. */
  public @Nullable String alert() {
    return alert;
  }

  /** Why TLS has failed, in the engine's words; null if it hasn't. */
  public @Nullable String failure() {
    return failure;
  }

  /** The version agreed on, as the JDK names it. The handshake must be done. */
  public String protocol() {
    return engine.getSession().getProtocol();
  }

  /** Whether a half-close leaves the other direction open, which is so since TLS 1.3. */
  public boolean canHalfClose() {
    return protocol().equals("TLSv1.3");
  }

  /** The cipher suite agreed on (RFC 8446 B.4). The handshake must be done. */
  public String cipherSuite() {
    return engine.getSession().getCipherSuite();
  }

  /** The protocol agreed on by ALPN; null if none was. */
  public @Nullable String alpn() {
    String agreed = engine.getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? null : agreed;
  }

  /** What the server showed; null if it showed none. */
  public @Nullable PeerCertificate certificate() {
    return witness == null ? null : witness.certificate();
  }
}
