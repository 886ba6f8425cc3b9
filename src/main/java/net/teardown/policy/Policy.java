package net.teardown.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import net.teardown.experiment.Target;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Decides who may be a target. A name is resolved once, the address is checked, and that very
 * address is what is connected to.
 */
@Component
@EnableConfigurationProperties(PolicyProperties.class)
public class Policy {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  private final List<Allowance> allowances;
  private final Names names;

  @Autowired
  Policy(PolicyProperties properties) {
    this(properties.allow(), InetAddress::getAllByName);
  }

  /**
   * @throws BrokenAllowance if an entry can't be read
   */
  Policy(List<String> allow, Names.Resolver resolver) {
    try {
      this.allowances = allow.stream().map(Allowance::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new BrokenAllowance(e);
    }
    this.names = new Names(resolver);
  }

  /** A policy that allows what these entries of {@code teardown.policy.allow} say. */
  public static Policy allowing(String... entries) {
    return new Policy(List.of(entries), InetAddress::getAllByName);
  }

  /** What may be a target, as it was written. */
  public List<String> allowed() {
    return allowances.stream().map(Allowance::text).toList();
  }

  /** This host itself, on 127.0.0.1: both ends of an experiment are ours there. */
  public AllowedTarget.Loopback loopback() {
    try {
      return new AllowedTarget.Loopback(InetAddress.getByAddress(IPV4_LOOPBACK));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }

  /**
   * Another Teardown, both its data and its control address. One name has one address: where both
   * are named alike, both lead to the same.
   *
   * @param within how long the names may take to resolve
   * @return {@link AllowedTarget.Responder}, or {@link AllowedTarget.Unresolved} where a name
   *     stands for no address
   * @throws TargetDenied if either is not allowed
   */
  public AllowedTarget responder(Target target, Duration within) {
    URI control = target.responderUrl();
    String controlHost = unbracketed(control.getHost());
    int controlPort = portOf(control);
    String resolving = target.host();
    try {
      List<InetAddress> data = names.addresses(target.host(), within);
      InetAddress dataAddress = allowed("targetHost", target.host(), data, target.port());
      if (controlHost.equalsIgnoreCase(target.host())) {
        check("responderUrl", controlHost, dataAddress, controlPort);
        return responder(dataAddress, target.port(), control, dataAddress);
      }
      resolving = controlHost;
      List<InetAddress> addresses = names.addresses(controlHost, within);
      InetAddress controlAddress = allowed("responderUrl", controlHost, addresses, controlPort);
      return responder(dataAddress, target.port(), control, controlAddress);
    } catch (UnknownHostException e) {
      return new AllowedTarget.Unresolved(resolving, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The same responder, with the data straight to the address that it is controlled at.
   *
   * @param dataPort where it says it listens; checked like any other, since nobody here chose it
   * @throws TargetDenied if that port is not allowed
   */
  public AllowedTarget.Responder direct(AllowedTarget.Responder responder, int dataPort) {
    String host = unbracketed(responder.control().getHost());
    check("compare", host, responder.controlAddress(), dataPort);
    return responder(
        responder.controlAddress(), dataPort, responder.control(), responder.controlAddress());
  }

  private static AllowedTarget.Responder responder(
      InetAddress data, int port, URI control, InetAddress controlAddress) {
    return new AllowedTarget.Responder(new InetSocketAddress(data, port), control, controlAddress);
  }

  /** The first of its addresses that is allowed. */
  private InetAddress allowed(String field, String host, List<InetAddress> addresses, int port) {
    return addresses.stream()
        .filter(address -> NeverATarget.why(address).isEmpty() && allows(host, address, port))
        .findFirst()
        .orElseGet(() -> {
          check(field, host, addresses.getFirst(), port);
          return addresses.getFirst();
        });
  }

  private void check(String field, String host, InetAddress address, int port) {
    NeverATarget.why(address)
        .ifPresent(why -> {
          throw TargetDenied.never(field, host, address, why);
        });
    if (!allows(host, address, port)) {
      throw TargetDenied.notAllowed(field, host, address, port);
    }
  }

  private boolean allows(String host, InetAddress address, int port) {
    return allowances.stream().anyMatch(allowance -> allowance.allows(host, address, port));
  }

  private static int portOf(URI url) {
    return url.getPort() >= 0
        ? url.getPort()
        : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
