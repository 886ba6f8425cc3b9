package net.teardown.lab;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A rule that a host applies to some incoming packets: a table of nftables, until it is closed. */
public final class Rule implements AutoCloseable {

  private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

  private final Host host;
  private final String table;
  private boolean there;

  Rule(Host host, String name, String chains) {
    this.host = host;
    this.table = "inet " + name;
    host.run("table %s {\n%s}\n".formatted(table, chains), new String[] {"nft", "-f", "-"});
    there = true;
  }

  /** How many packets it was applied to. */
  public long packets() {
    return PACKETS
        .matcher(host.run("nft", "list table " + table))
        .results()
        .map(MatchResult::group)
        .mapToLong(counter -> Long.parseLong(counter.substring(counter.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Removes the rule. */
  @Override
  public void close() {
    if (there) {
      there = false;
      host.run("nft", "delete table " + table);
    }
  }
}
