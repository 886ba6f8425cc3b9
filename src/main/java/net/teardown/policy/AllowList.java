package net.teardown.policy;

import java.net.InetAddress;
import java.util.List;
import net.teardown.experiment.spec.HostAndPort;

/**
 * The entries of a property that lists the hosts allowed for some use.
 *
 * @param property the property's name
 */
record AllowList(String property, List<AllowEntry> entries) {

  /**
   * Parses the entries.
   *
   * @throws UnusableEntry if one is malformed
   */
  static AllowList parse(String property, List<String> entries) {
    return new AllowList(
        property, entries.stream().map(entry -> AllowEntry.parse(property, entry)).toList());
  }

  /** Whether an entry allows this endpoint at this address. */
  boolean allows(Endpoint endpoint, InetAddress address) {
    return entries.stream()
        .anyMatch(entry -> entry.isFor(endpoint.port()) && endpoint.isAllowedBy(entry, address));
  }

  /**
   * The entry that would allow the endpoint. It names the port only if the list already has entries
   * for other ports of this host.
   */
  String missing(Endpoint endpoint, InetAddress address) {
    String name = endpoint.name();
    String host = name == null ? Networks.text(address) : AllowEntry.plain(name);
    if (entries.stream().noneMatch(entry -> endpoint.isAllowedBy(entry, address))) {
      return host;
    }
    return new HostAndPort(host, endpoint.port()).toString();
  }

  /** The canonical text of each entry. */
  List<String> texts() {
    return entries.stream().map(AllowEntry::toString).toList();
  }
}
