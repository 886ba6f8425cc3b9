package net.teardown.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves host names. */
@FunctionalInterface
interface Resolver {

  /**
   * All addresses of a name, the preferred ones first. The call may take as long as the system's
   * resolver takes.
   *
   * @throws UnknownHostException if there is none
   */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
