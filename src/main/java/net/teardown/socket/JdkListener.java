package net.teardown.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listener on a non-blocking channel of the JDK. */
final class JdkListener implements TcpListener {
  private final ServerSocketChannel channel;
  private final InetSocketAddress local;

  JdkListener(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
  }

  ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public Accepted accept() {
    SocketChannel accepted = null;
    try {
      accepted = channel.accept();
      if (accepted == null) {
        return Accepted.failed(CallResult.failed(Errno.EAGAIN));
      }
      JdkSocket socket = new JdkSocket(accepted);
      return new Accepted(CallResult.ok(0), socket, socket.remoteAddress());
    } catch (IOException e) {
      JdkErrors.closeQuietly(accepted);
      return Accepted.failed(JdkErrors.failure(e));
    }
  }

  @Override
  public void close() {
    JdkErrors.closeQuietly(channel);
  }

  @Override
  public String toString() {
    return "listener on " + local;
  }
}
