package net.teardown.servers;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** One side of TLS on a channel, which leaves the connection's own end to its user. */
public final class TlsSide {

  /** Of localhost, by nobody whom this runtime trusts. */
  public static final X509Bundle CERTIFICATE = certificate("localhost", Duration.ofDays(30));

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer incoming = ByteBuffer.allocate(70_000);
  private final ByteBuffer plaintext = ByteBuffer.allocate(70_000);
  private final ByteBuffer outgoing = ByteBuffer.allocate(70_000);

  /** Speaks one of these versions, as the JDK names them. */
  public TlsSide(SocketChannel channel, String... versions) throws Exception {
    this(channel, CERTIFICATE, versions);
  }

  /** Shows this certificate. */
  public TlsSide(SocketChannel channel, X509Bundle certificate, String... versions)
      throws Exception {
    this(channel, certificate, false);
    if (versions.length > 0) {
      engine.setEnabledProtocols(versions);
    }
  }

  private TlsSide(SocketChannel channel, X509Bundle certificate, boolean client) throws Exception {
    this.channel = channel;
    this.engine = context(certificate).createSSLEngine();
    engine.setUseClientMode(client);
  }

  /** Shows this certificate, and trusts it alone. */
  static SSLContext context(X509Bundle certificate) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        certificate.toKeyManagerFactory().getKeyManagers(),
        certificate.toTrustManagerFactory().getTrustManagers(),
        null);
    return context;
  }

  /** Writes {@link #CERTIFICATE} and its key to one file in PEM. */
  static Path pem(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve("certificate.pem"),
        CERTIFICATE.getPrivateKeyPEM() + "\n" + CERTIFICATE.getCertificatePathPEM());
  }

  /** A client's side, which trusts {@link #CERTIFICATE} alone. */
  public static TlsSide client(SocketChannel channel) throws Exception {
    return new TlsSide(channel, CERTIFICATE, true);
  }

  /** A certificate that signs itself. */
  public static X509Bundle certificate(String name, Duration left) {
    return certificateOf("CN=" + name, name, left);
  }

  /** One of a subject of its own. */
  public static X509Bundle certificateOf(String subject, String name, Duration left) {
    try {
      return new CertificateBuilder()
          .subject(subject)
          .setIsCertificateAuthority(true)
          .addSanDnsName(name)
          .notBefore(Instant.now().minus(Duration.ofDays(60)))
          .notAfter(Instant.now().plus(left))
          .algorithm(CertificateBuilder.Algorithm.ecp256)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The engine, to be set up before the handshake. */
  public SSLEngine engine() {
    return engine;
  }

  /** Shakes hands. */
  public TlsSide handshake() throws Exception {
    try {
      return shakeHands();
    } catch (SSLException e) {
      // Its alert is still to be sent.
      wrap(ByteBuffer.allocate(0));
      throw e;
    }
  }

  private TlsSide shakeHands() throws Exception {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
        case FINISHED, NOT_HANDSHAKING -> {
          return this;
        }
      }
    }
  }

  private void wrap(ByteBuffer source) throws Exception {
    outgoing.clear();
    SSLException broken = null;
    try {
      engine.wrap(source, outgoing);
    } catch (SSLException e) {
      broken = e;
    }
    outgoing.flip();
    while (outgoing.hasRemaining()) {
      channel.write(outgoing);
    }
    if (broken != null) {
      throw broken;
    }
  }

  /** Reads one record; false at the end of the stream. */
  private boolean unwrap() throws Exception {
    while (true) {
      incoming.flip();
      SSLEngineResult result;
      try {
        result = engine.unwrap(incoming, plaintext);
      } finally {
        incoming.compact();
      }
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return false;
      }
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        return true;
      }
      if (channel.read(incoming) < 0) {
        return false;
      }
    }
  }

  /** Says this, in one record. */
  public void say(String text) throws Exception {
    say(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Says this, in as many records as it needs. */
  public void say(ByteBuffer bytes) throws Exception {
    while (bytes.hasRemaining()) {
      wrap(bytes);
    }
  }

  /** Hears plaintext up to a text that it ends with, or to the end of the stream. */
  public String hear(String end) throws Exception {
    String heard = heard();
    while (!heard.endsWith(end) && unwrap()) {
      heard = heard();
    }
    plaintext.clear();
    return heard;
  }

  /** Hears so many bytes, and forgets them. */
  public long hear(long bytes) throws Exception {
    long heard = plaintext.position();
    plaintext.clear();
    while (heard < bytes && unwrap()) {
      heard += plaintext.position();
      plaintext.clear();
    }
    return heard;
  }

  private String heard() {
    return new String(plaintext.array(), 0, plaintext.position(), StandardCharsets.ISO_8859_1);
  }

  /** Reads to the client's close_notify; false if a FIN came without one. */
  public boolean hearClose() throws Exception {
    while (unwrap()) {
      plaintext.clear();
    }
    return engine.isInboundDone();
  }

  /** Says close_notify. */
  public void closeNotify() throws Exception {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      wrap(ByteBuffer.allocate(0));
    }
  }
}
