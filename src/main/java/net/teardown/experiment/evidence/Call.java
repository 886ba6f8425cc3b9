package net.teardown.experiment.evidence;

/** The system calls that an end makes, named as in their manual pages. */
public enum Call {
  SOCKET("socket"),
  /** Sets the address to connect from. */
  BIND("bind"),
  CONNECT("connect"),
  ACCEPT("accept"),
  /**
   * Sends the ticket: 16 bytes that say which session a test connection belongs to. They are no
   * part of the experiment.
   */
  SEND_TICKET("send(ticket)"),
  RECV_TICKET("recv(ticket)"),
  SEND("send"),
  RECV("recv"),
  /** Sends one byte after the evidence was taken, to learn what lies between the ends. */
  PROBE("send(probe)"),
  /** Sends the byte that ends a silence of both ends. It counts apart from the bytes of a spec. */
  SEND_AFTER_IDLE("send(after idle)"),
  SHUTDOWN_WRITE("shutdown(SHUT_WR)"),
  LINGER("setsockopt(SO_LINGER)"),
  CLOSE("close"),
  POLL("poll"),
  TCP_INFO("getsockopt(TCP_INFO)"),
  SOCKET_ERROR("getsockopt(SO_ERROR)"),
  UNREAD("ioctl(SIOCINQ)"),
  UNACKNOWLEDGED("ioctl(SIOCOUTQ)"),
  SOCK_DIAG("sock_diag"),
  /** Counts this host's own addresses that it could have connected from. */
  GETIFADDRS("getifaddrs");

  private final String text;

  Call(String text) {
    this.text = text;
  }

  /** The call as people and the JSON write it: {@code connect}, {@code shutdown(SHUT_WR)}. */
  @Override
  public String toString() {
    return text;
  }
}
