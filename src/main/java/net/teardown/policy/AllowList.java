package net.teardown.policy;

import java.net.InetAddress;
import java.util.List;
import net.teardown.experiment.spec.HostAndPort;

/**
 * The entries of a property that says which hosts something is allowed with.
 *
 * @param property where they are configured
 */
record AllowList(String property, List<AllowEntry> entries) {

  /**
   * Reads them.
   *
   * @throws UnusableEntry if one says nothing that can be held to
   */
  static AllowList parse(String property, List<String> entries) {
    return new AllowList(
        property, entries.stream().map(entry -> AllowEntry.parse(property, entry)).toList());
  }

  /** Whether an entry allows an endpoint at one of its addresses. */
  boolean allows(Endpoint endpoint, InetAddress address) {
    return entries.stream()
        .anyMatch(entry -> entry.isFor(endpoint.port()) && endpoint.isAllowedBy(entry, address));
  }

  /**
   * The entry that would allow it: without port, unless this host's ports are told apart already.
   */
  String missing(Endpoint endpoint, InetAddress address) {
    String name = endpoint.name();
    String host = name == null ? Networks.text(address) : AllowEntry.plain(name);
    if (entries.stream().noneMatch(entry -> endpoint.isAllowedBy(entry, address))) {
      return host;
    }
    return new HostAndPort(host, endpoint.port()).toString();
  }

  /** The entries, each in one notation. */
  List<String> texts() {
    return entries.stream().map(AllowEntry::toString).toList();
  }
}
