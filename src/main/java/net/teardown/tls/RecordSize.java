package net.teardown.tls;

/** How long the JDK's records are on the wire, for ciphers that add the same to each (RFC 5116). */
final class RecordSize {

  private static final int HEADER = 5;
  private static final int TAG = 16;

  /** The type of the content, encrypted with it since TLS 1.3 (RFC 8446 5.2). */
  private static final int INNER_TYPE = 1;

  /** What the JDK pads each record of TLS 1.3 with (RFC 8446 5.4). */
  private static final int PADDING = 16;

  /** The part of the nonce that TLS 1.2 sends with each record (RFC 5288 3). */
  private static final int EXPLICIT_NONCE = 8;

  private RecordSize() {}

  /** Whether it is an AEAD whose records' sizes are known: AES-GCM or ChaCha20-Poly1305. */
  static boolean isKnownFor(String cipherSuite) {
    return cipherSuite.contains("_GCM_") || cipherSuite.contains("_CHACHA20_POLY1305_");
  }

  /**
   * The bytes of a record on the wire.
   *
   * @param protocol the version, as the JDK names it
   * @param plaintext how many bytes it holds
   */
  static int of(String protocol, String cipherSuite, int plaintext) {
    int added =
        protocol.equals("TLSv1.3")
            ? INNER_TYPE + PADDING
            : cipherSuite.contains("_GCM_") ? EXPLICIT_NONCE : 0;
    return HEADER + added + plaintext + TAG;
  }
}
