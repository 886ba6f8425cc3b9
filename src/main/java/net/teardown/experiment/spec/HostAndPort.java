package net.teardown.experiment.spec;

/**
 * Host and port as a URI writes them (RFC 3986 section 3.2.2), which is how they are written
 * everywhere: {@code probe-b:80}, {@code [fd00::1]:80}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

  /** A host alone: an IPv6 address in brackets, all else as it is. */
  public static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** An address without the brackets that a URI puts round it. */
  public static String withoutBrackets(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return bracketed(host) + ":" + port;
  }
}
