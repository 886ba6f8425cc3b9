package net.teardown.store;

/** The leases by which processes hold what is theirs; the database's clock decides. */
final class InstanceLease {

  private InstanceLease() {}

  /**
   * An SQL condition: the process named by the column {@code instance} of this table has a lease.
   */
  static String holds(String table) {
    return "exists (select 1 from instance_lease where instance_lease.instance = "
        + table
        + ".instance and instance_lease.expires_at > current_timestamp)";
  }
}
