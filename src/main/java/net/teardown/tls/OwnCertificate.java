package net.teardown.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What two ends need that are both ours: the server a key and a certificate, made once per process,
 * and the client no reason to doubt it. It protects nothing, since only filler is sent.
 */
final class OwnCertificate {

  private static final X500Name NAME = new X500Name("CN=teardown");

  /** Longer than a process runs. */
  private static final Duration VALID = Duration.ofDays(3650);

  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
  private static final int SERIAL_BITS = 64;
  private static final char[] NO_PASSWORD = {};

  /** Nobody resumes a session; 0 would keep all. */
  private static final int LEAST_KEPT = 1;

  /** Made when first needed, which few processes come to. */
  private static final class Contexts {
    static final SSLContext CLIENT = client();
    static final SSLContext SERVER = server();
  }

  private OwnCertificate() {}

  /** The context of that side's streams. */
  static SSLContext context(boolean client) {
    return client ? Contexts.CLIENT : Contexts.SERVER;
  }

  private static SSLContext client() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TakesAny()}, null);
      context.getClientSessionContext().setSessionCacheSize(LEAST_KEPT);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this runtime speaks no TLS", e);
    }
  }

  private static SSLContext server() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = keys.generateKeyPair();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own", pair.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate(pair)});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      context.getServerSessionContext().setSessionCacheSize(LEAST_KEPT);
      return context;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("this runtime can't make a certificate", e);
    }
  }

  private static X509Certificate certificate(KeyPair pair)
      throws GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    NAME,
                    new BigInteger(SERIAL_BITS, new SecureRandom()),
                    Date.from(now.minus(CLOCKS_DIFFER)),
                    Date.from(now.plus(VALID)),
                    NAME,
                    pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  /** Takes any certificate: what is sent is filler, and who the other end is, is known before. */
  private static final class TakesAny implements X509TrustManager {

    private static final X509Certificate[] NONE = {};

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // Any will do.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // Any will do.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return NONE;
    }
  }
}
