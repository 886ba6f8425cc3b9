package net.teardown.experiment.terms;

import java.util.Arrays;
import java.util.Optional;

/** A version of TLS that can be spoken. */
public enum TlsVersion {
  /** RFC 5246. */
  TLS_1_2("TLSv1.2"),
  /** RFC 8446. */
  TLS_1_3("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  /** As the Java platform names it: {@code TLSv1.3}. */
  public String protocol() {
    return protocol;
  }

  /** As people write it: {@code TLS 1.3}. */
  public String text() {
    return protocol.replace("v", " ");
  }

  /** The version that the Java platform names so; empty if it is none of these. */
  public static Optional<TlsVersion> ofProtocol(String protocol) {
    return Arrays.stream(values()).filter(known -> known.protocol.equals(protocol)).findFirst();
  }
}
