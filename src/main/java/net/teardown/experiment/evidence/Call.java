package net.teardown.experiment.evidence;

/** The calls an end makes, by the names of their manual pages. */
public enum Call {
  SOCKET("socket"),
  CONNECT("connect"),
  ACCEPT("accept"),
  /**
   * The 16 bytes that say which session a test connection belongs to; no part of the experiment.
   */
  SEND_TICKET("send(ticket)"),
  RECV_TICKET("recv(ticket)"),
  SEND("send"),
  RECV("recv"),
  /** One byte after the evidence was taken, to learn what lies between. */
  PROBE("send(probe)"),
  SHUTDOWN_WRITE("shutdown(SHUT_WR)"),
  LINGER("setsockopt(SO_LINGER)"),
  CLOSE("close"),
  POLL("poll"),
  TCP_INFO("getsockopt(TCP_INFO)"),
  SOCKET_ERROR("getsockopt(SO_ERROR)"),
  UNREAD("ioctl(SIOCINQ)"),
  UNACKNOWLEDGED("ioctl(SIOCOUTQ)"),
  SOCK_DIAG("sock_diag"),
  /** How many addresses of its own this host could have connected from. */
  GETIFADDRS("getifaddrs");

  private final String text;

  Call(String text) {
    this.text = text;
  }

  /** As a person, and the wire, writes it: {@code connect}, {@code shutdown(SHUT_WR)}. */
  @Override
  public String toString() {
    return text;
  }
}
