package net.teardown.experiment;

/** The calls an end makes, by the names of their manual pages. */
public enum Call {
  SOCKET("socket"),
  CONNECT("connect"),
  ACCEPT("accept"),
  SEND("send"),
  RECV("recv"),
  SHUTDOWN_WRITE("shutdown(SHUT_WR)"),
  LINGER("setsockopt(SO_LINGER)"),
  CLOSE("close"),
  POLL("poll"),
  TCP_INFO("getsockopt(TCP_INFO)"),
  SOCKET_ERROR("getsockopt(SO_ERROR)"),
  UNREAD("ioctl(SIOCINQ)"),
  UNACKNOWLEDGED("ioctl(SIOCOUTQ)"),
  SOCK_DIAG("sock_diag");

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
