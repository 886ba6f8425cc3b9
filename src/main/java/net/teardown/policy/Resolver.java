package net.teardown.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Tells which addresses a name stands for. */
@FunctionalInterface
interface Resolver {

  /**
   * Every address, the preferred ones first. It may take as long as the system's resolver takes.
   *
   * @throws UnknownHostException if there is none
   */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
