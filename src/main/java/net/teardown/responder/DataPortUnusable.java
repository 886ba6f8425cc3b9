package net.teardown.responder;

import java.net.InetAddress;
import net.teardown.socket.CallFailed;

/** Thrown when the data port can't be listened on; stops the start. */
final class DataPortUnusable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final InetAddress address;
  private final int port;
  private final CallFailed failure;

  DataPortUnusable(InetAddress address, int port, CallFailed cause) {
    super(cause.getMessage(), cause);
    this.address = address;
    this.port = port;
    this.failure = cause;
  }

  InetAddress address() {
    return address;
  }

  int port() {
    return port;
  }

  CallFailed failure() {
    return failure;
  }
}
