package net.teardown.run.server;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import net.teardown.experiment.spec.Request;

/** The first that a client of TLS says (RFC 8446 4.1.2), as the JDK's engine has it. */
final class ClientHello {

  private ClientHello() {}

  /**
   * One that asks for this server.
   *
   * @param host its name or address; an address isn't told
   */
  static Request to(String host, int port) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, port);
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), hello);
      byte[] bytes = new byte[result.bytesProduced()];
      hello.flip().get(bytes);
      return new Request.Bytes(Base64.getEncoder().encodeToString(bytes));
    } catch (NoSuchAlgorithmException | SSLException e) {
      throw new IllegalStateException("this runtime speaks no TLS", e);
    }
  }
}
