package net.teardown.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.PeerKind;
import net.teardown.experiment.ResolvedName;
import net.teardown.experiment.Spec;
import net.teardown.experiment.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Decides who may be a target. A name is resolved once; what is checked is the address that it
 * stands for, in its bytes and whatever it was written like, and that same address is connected to.
 */
@Component
@EnableConfigurationProperties(PolicyProperties.class)
public class Policy {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  private final List<AllowEntry> entries;
  private final Resolver resolver;

  @Autowired
  Policy(PolicyProperties properties) {
    this(properties, InetAddress::getAllByName);
  }

  Policy(PolicyProperties properties, Resolver resolver) {
    this.entries = properties.allow().stream().map(AllowEntry::parse).toList();
    this.resolver = resolver;
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
   * Whom a spec is run against.
   *
   * @throws TargetDenied if that may not be a target
   */
  public AllowedTarget target(Spec spec) {
    return target(spec, null);
  }

  /**
   * Whom a spec is run against whose host is an address that was found by looking up a name.
   *
   * @param foundBy that name, for which an entry allows the address as well; null if there was none
   * @throws TargetDenied if that may not be a target
   */
  public AllowedTarget target(Spec spec, @Nullable String foundBy) {
    Target target = spec.target();
    if (target == null) {
      return loopback();
    }
    Endpoint data = Endpoint.data(target, foundBy);
    return spec.peer() == PeerKind.SERVER
        ? server(data, spec.timeout())
        : responder(data, target, spec.timeout());
  }

  /**
   * Another Teardown, where the test connection as well as the control channel may go there. Data
   * and control of the same name use the same address; of several, the first that is allowed.
   *
   * @param within how long looking up both names may take
   * @return a {@link AllowedTarget.Responder}, or {@link AllowedTarget.Unresolved} if one of the
   *     names stands for no address by then
   * @throws TargetDenied if one of them may not be a target
   */
  public AllowedTarget responder(Target target, Duration within) {
    return responder(Endpoint.data(target, null), target, within);
  }

  private AllowedTarget responder(Endpoint data, Target target, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    URI controlUrl = Objects.requireNonNull(target.responderUrl(), "no responder without its URL");
    Endpoint named = Endpoint.control(controlUrl);
    boolean together = named.isNamedLike(data);
    Endpoint control = together ? named.foundLike(data) : named;
    Lookup dataLookup = lookUp(data);
    Lookup controlLookup = together ? dataLookup : lookUp(control);

    Lookup.Found foundData = dataLookup.by(deadline);
    List<InetAddress> forData = allowed(data, foundData.addresses());
    Lookup.Found foundControl = controlLookup.by(deadline);
    List<InetAddress> forControl = allowed(control, together ? forData : foundControl.addresses());
    if (forData.isEmpty()) {
      return new AllowedTarget.Unresolved(data.host(), foundData.why());
    }
    if (forControl.isEmpty()) {
      return new AllowedTarget.Unresolved(control.host(), foundControl.why());
    }
    InetAddress controlAddress = forControl.getFirst();
    InetAddress dataAddress = together ? controlAddress : forData.getFirst();
    return new AllowedTarget.Responder(
        new InetSocketAddress(dataAddress, data.port()),
        controlUrl,
        controlAddress,
        named(data, dataAddress, foundData));
  }

  /**
   * A server that nobody controls. Of several addresses, the first that is allowed.
   *
   * @param within how long looking up the name may take
   * @return a {@link AllowedTarget.Server}, or {@link AllowedTarget.Unresolved} if the name stands
   *     for no address by then
   * @throws TargetDenied if it may not be a target
   */
  public AllowedTarget server(Target target, Duration within) {
    return server(Endpoint.data(target, null), within);
  }

  private AllowedTarget server(Endpoint endpoint, Duration within) {
    long began = System.nanoTime();
    Lookup.Found found = lookUp(endpoint).by(began + within.toNanos());
    List<InetAddress> allowed = allowed(endpoint, found.addresses());
    if (allowed.isEmpty()) {
      return new AllowedTarget.Unresolved(endpoint.host(), found.why());
    }
    return new AllowedTarget.Server(
        new InetSocketAddress(allowed.getFirst(), endpoint.port()),
        Duration.ofNanos(System.nanoTime() - began),
        named(endpoint, allowed.getFirst(), found));
  }

  private static @Nullable ResolvedName named(
      Endpoint endpoint, InetAddress tried, Lookup.Found found) {
    return AllowEntry.isName(endpoint.host())
        ? new ResolvedName(
            Networks.text(tried), found.addresses().stream().map(Networks::text).toList())
        : null;
  }

  /**
   * The same responder, with the test connection straight to the address where it is controlled.
   *
   * @param dataPort where it says to listen; it is the far end's word, so anything may stand here
   * @throws TargetDenied if that address may not be a target on that port, or it is no port
   */
  public AllowedTarget.Responder direct(AllowedTarget.Responder responder, int dataPort) {
    Endpoint control = Endpoint.control(responder.control());
    Endpoint straight = new Endpoint(control.field(), control.host(), dataPort, null);
    InetAddress address = responder.controlAddress();
    if (dataPort < 1 || dataPort > 65535) {
      throw TargetDenied.noPort(straight, Networks.text(address));
    }
    List<InetAddress> allowed = allowed(straight, List.of(address));
    return new AllowedTarget.Responder(
        new InetSocketAddress(allowed.getFirst(), dataPort), responder.control(), address, null);
  }

  /**
   * A policy with these entries of {@code teardown.policy.allow}.
   *
   * @throws RuntimeException if one of them can't be read
   */
  public static Policy allowing(String... entries) {
    return new Policy(new PolicyProperties(List.of(entries)));
  }

  /** The entries of {@code teardown.policy.allow}, each in one notation. */
  public List<String> allowed() {
    return entries.stream().map(AllowEntry::toString).toList();
  }

  private Lookup lookUp(Endpoint endpoint) {
    String host = endpoint.host();
    if (host.contains("%")) {
      throw TargetDenied.forEver(endpoint, host, "an address of one interface");
    }
    return new Lookup(resolver, host);
  }

  /**
   * Those of an endpoint's addresses that may be a target.
   *
   * @throws TargetDenied if there are some, and none of them may
   */
  private List<InetAddress> allowed(Endpoint endpoint, List<InetAddress> addresses) {
    List<InetAddress> possible =
        addresses.stream().filter(address -> NeverATarget.because(address) == null).toList();
    List<InetAddress> allowed =
        possible.stream().filter(address -> isAllowed(endpoint, address)).toList();
    if (!allowed.isEmpty() || addresses.isEmpty()) {
      return allowed;
    }
    throw possible.isEmpty()
        ? never(endpoint, addresses.getFirst())
        : TargetDenied.unless(
            endpoint,
            Networks.text(possible.getFirst()),
            missingEntry(endpoint, possible.getFirst()));
  }

  private boolean isAllowed(Endpoint endpoint, InetAddress address) {
    return entries.stream()
        .anyMatch(entry -> entry.isFor(endpoint.port()) && endpoint.isAllowedBy(entry, address));
  }

  private static TargetDenied never(Endpoint endpoint, InetAddress address) {
    return TargetDenied.forEver(
        endpoint, Networks.text(address), String.valueOf(NeverATarget.because(address)));
  }

  /** Without port, unless this host's ports are told apart already. */
  private String missingEntry(Endpoint endpoint, InetAddress address) {
    String name = endpoint.name();
    String host = name == null ? Networks.text(address) : AllowEntry.plain(name);
    if (entries.stream().noneMatch(entry -> endpoint.isAllowedBy(entry, address))) {
      return host;
    }
    return AllowEntry.withPort(host, endpoint.port());
  }
}
