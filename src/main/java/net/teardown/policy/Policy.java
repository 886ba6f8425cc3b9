package net.teardown.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.stereotype.Component;

/** Decides who may be a target. So far only this host itself, on loopback. */
@Component
public class Policy {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  /** This host itself, on 127.0.0.1: both ends of an experiment are ours there. */
  public AllowedTarget.Loopback loopback() {
    try {
      return new AllowedTarget.Loopback(InetAddress.getByAddress(IPV4_LOOPBACK));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }
}
