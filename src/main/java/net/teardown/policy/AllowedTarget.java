package net.teardown.policy;

import java.net.InetAddress;

/**
 * A target that the policy has allowed: the very address to connect to. Only {@link Policy} makes
 * one.
 */
public final class AllowedTarget {

  private final InetAddress address;

  AllowedTarget(InetAddress address) {
    this.address = address;
  }

  /** The address that was checked, and that is connected to. */
  public InetAddress address() {
    return address;
  }

  @Override
  public String toString() {
    return address.getHostAddress();
  }
}
