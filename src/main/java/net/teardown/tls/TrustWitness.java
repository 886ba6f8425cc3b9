package net.teardown.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Notes the other end's certificate, and whether it is trusted, which decides only if asked to. */
final class TrustWitness extends X509ExtendedTrustManager {

  /** Reading this runtime's authorities takes long, so they are read once, when first needed. */
  private static final class Authorities {
    static final X509ExtendedTrustManager ALL = authorities();
  }

  private static final X509Certificate[] NONE = {};

  private final boolean decides;
  private @Nullable PeerCertificate certificate;

  TrustWitness(boolean decides) {
    this.decides = decides;
  }

  /** Reads this runtime's authorities now, so that the first handshake doesn't wait for it. */
  static void prepare() {
    Authorities.ALL.getAcceptedIssuers();
  }

  /** What the other end showed; null if it showed none. */
  @Nullable PeerCertificate certificate() {
    return certificate;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    certificate = PeerCertificate.of(chain, "it wasn't checked");
    try {
      Authorities.ALL.checkServerTrusted(chain, keyType, engine);
      certificate = PeerCertificate.of(chain, null);
    } catch (CertificateException e) {
      certificate = PeerCertificate.of(chain, reason(e));
      if (decides) {
        throw e;
      }
    }
  }

  private static String reason(CertificateException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause().getMessage() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return NONE;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) {
    throw new UnsupportedOperationException("there is no socket here");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType) {
    throw new UnsupportedOperationException("the engine is always known");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) {
    throw new UnsupportedOperationException("there is no socket here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine) {
    throw new UnsupportedOperationException("no client shows a certificate");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType) {
    throw new UnsupportedOperationException("no client shows a certificate");
  }

  private static X509ExtendedTrustManager authorities() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this runtime's certificate authorities can't be read", e);
    }
  }
}
