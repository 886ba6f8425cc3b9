package net.teardown.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Route;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.input.Violation;
import net.teardown.instance.OwnPorts;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/**
 * Decides which hosts may be targets, and which bytes of a caller may be sent to them. A name is
 * resolved once. The check is made on the resolved address in binary form, however it was written,
 * and the connection goes to that same address.
 */
@Component
@EnableConfigurationProperties(PolicyProperties.class)
public class Policy {

  private static final int MOST_BY_ADDRESS = 10_000;

  /** How many addresses of a name a message tells. */
  private static final int MOST_TOLD = 4;

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  private final AllowList allow;
  private final ConversePolicy converse;
  private final Resolver resolver;
  private final LocalAddresses local;

  /**
   * Servers that were given by address and may be targets: entries don't change while this instance
   * runs, so what they allow doesn't either.
   */
  private final ConcurrentLruCache<Endpoint, AllowedTarget.Server> givenByAddress =
      new ConcurrentLruCache<>(MOST_BY_ADDRESS, this::serverByAddress);

  @Autowired
  Policy(PolicyProperties properties, ConversePolicy converse) {
    this(properties, converse, InetAddress::getAllByName, LocalAddresses.ofThisHost());
  }

  Policy(
      PolicyProperties properties,
      ConversePolicy converse,
      Resolver resolver,
      LocalAddresses local) {
    this.allow = AllowList.parse("teardown.policy.allow", properties.allow());
    this.converse = converse;
    this.resolver = resolver;
    this.local = local;
  }

  /** This host on 127.0.0.1, where both ends of an experiment run. */
  public AllowedTarget.Loopback loopback() {
    try {
      return new AllowedTarget.Loopback(InetAddress.getByAddress(IPV4_LOOPBACK));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }

  /**
   * The target of a spec.
   *
   * @param author the author of the bytes that the spec sends
   * @throws TargetDenied if the host may not be a target, or the spec's bytes may not be sent to it
   * @throws InvalidSpec if its source address can't be that of a connection from this host to there
   */
  public AllowedTarget target(Spec spec, Author author) {
    return target(spec, author, null);
  }

  /**
   * The target of a spec whose host may be an address that an earlier lookup returned.
   *
   * @param author the author of the bytes that the spec sends
   * @param foundBy the name that was looked up; an entry for it allows the address as well; null if
   *     there was none
   * @throws TargetDenied if the host may not be a target, or the spec's bytes may not be sent to it
   * @throws InvalidSpec if its source address can't be that of a connection from this host to there
   */
  public AllowedTarget target(Spec spec, Author author, @Nullable String foundBy) {
    return switch (spec.otherEnd()) {
      case OtherEnd.SameHost _ -> loopback();
      case OtherEnd.Responder(Target target, _) ->
          reached(
              target.route(), responder(Endpoint.data(target, foundBy), target, spec.timeout()));
      case OtherEnd.Server(Target target, _, _) ->
          reached(
              target.route(), server(Endpoint.data(target, foundBy), target.route(), spec, author));
    };
  }

  /**
   * The target, if the spec's source address is one from which it can be reached.
   *
   * @throws InvalidSpec if it isn't an address of this host, or a loopback address towards another
   *     host
   */
  private AllowedTarget reached(Route route, AllowedTarget target) {
    if (route.source() == null) {
      return target;
    }
    InetAddress source = InetAddress.ofLiteral(route.source());
    if (!local.contain(source)) {
      throw noSource(
          "must be an address of this host, which %s isn't: 'ip address' shows them; leave it out"
                  .formatted(route.source())
              + " for the one that the system chooses");
    }
    InetAddress address = target.connectsTo().orElse(null);
    if (address != null && source.isLoopbackAddress() && !local.contain(address)) {
      throw noSource(
          "must not be a loopback address towards %s, another host: leave it out for the one that"
                  .formatted(Networks.text(address))
              + " the system chooses");
    }
    return target;
  }

  private static InvalidSpec noSource(String why) {
    return new InvalidSpec(List.of(new Violation(SpecFields.SOURCE_ADDRESS.pointer(), why)));
  }

  /**
   * Another Teardown instance, if both the test connection and the control channel may go there. If
   * both have the same name, they use the same address. If a name has several addresses, the first
   * allowed one is used; the target's route counts for the test connection alone.
   *
   * @param within how long the lookups of both names may take together
   * @return a {@link AllowedTarget.Responder}, or {@link AllowedTarget.Unresolved} if one of the
   *     names has no address by then
   * @throws TargetDenied if one of them may not be a target
   */
  public AllowedTarget responder(Target target, Duration within) {
    return responder(Endpoint.data(target, null), target, within);
  }

  private AllowedTarget responder(Endpoint data, Target target, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    URI controlUrl = Objects.requireNonNull(target.responderUrl(), "no responder without its URL");
    Endpoint controlEndpoint = Endpoint.control(controlUrl);
    boolean sameName = controlEndpoint.isNamedLike(data);
    Endpoint control = sameName ? controlEndpoint.foundLike(data) : controlEndpoint;
    Lookup dataLookup = lookUp(data);
    Lookup controlLookup = sameName ? dataLookup : lookUp(control);

    Lookup.Found foundData = dataLookup.by(deadline);
    List<InetAddress> forData = allowed(data, target.route(), foundData.addresses());
    Lookup.Found foundControl = controlLookup.by(deadline);
    List<InetAddress> forControl = allowed(control, sameName ? forData : foundControl.addresses());
    if (forData.isEmpty()) {
      return unresolved(data, target.route(), foundData);
    }
    if (forControl.isEmpty()) {
      return new AllowedTarget.Unresolved(control.host(), foundControl.why());
    }
    InetAddress controlAddress = forControl.getFirst();
    InetAddress dataAddress = sameName ? controlAddress : forData.getFirst();
    return new AllowedTarget.Responder(
        new InetSocketAddress(dataAddress, data.port()),
        controlUrl,
        controlAddress,
        named(data, dataAddress, foundData));
  }

  /** A third-party server. If its name has several addresses, the first allowed one is used. */
  private AllowedTarget server(Endpoint endpoint, Route route, Spec spec, Author author) {
    if (author == Author.OPERATOR && Lookup.isAddress(endpoint.host())) {
      return givenByAddress.get(endpoint);
    }
    long began = System.nanoTime();
    if (author == Author.CALLER) {
      converse.check(endpoint, spec);
    }
    Lookup.Found found = lookUp(endpoint).by(began + spec.timeout().toNanos());
    List<InetAddress> allowed = allowed(endpoint, route, found.addresses());
    if (allowed.isEmpty()) {
      return unresolved(endpoint, route, found);
    }
    InetAddress address =
        author == Author.CALLER ? mayBeTold(endpoint, allowed, spec) : allowed.getFirst();
    return new AllowedTarget.Server(
        new InetSocketAddress(address, endpoint.port()),
        Duration.ofNanos(System.nanoTime() - began),
        author == Author.CALLER ? terms(endpoint, address) : _ -> {},
        named(endpoint, address, found));
  }

  private static AllowedTarget unresolved(Endpoint endpoint, Route route, Lookup.Found found) {
    List<InetAddress> other = found.addresses();
    String why =
        other.isEmpty()
            ? found.why()
            : "has no address of %s, but %s%s"
                .formatted(
                    route.needs(),
                    other.stream()
                        .limit(MOST_TOLD)
                        .map(Networks::text)
                        .collect(Collectors.joining(", ")),
                    other.size() > MOST_TOLD ? ", ..." : "");
    return new AllowedTarget.Unresolved(endpoint.host(), why);
  }

  private AllowedTarget.Server serverByAddress(Endpoint endpoint) {
    Lookup.Found found = lookUp(endpoint).by(System.nanoTime());
    InetAddress address = allowed(endpoint, found.addresses()).getFirst();
    return new AllowedTarget.Server(
        new InetSocketAddress(address, endpoint.port()),
        Duration.ZERO,
        _ -> {},
        named(endpoint, address, found));
  }

  /**
   * The first of these addresses that the spec's bytes may be sent to.
   *
   * @throws TargetDenied if there is none
   */
  private InetAddress mayBeTold(Endpoint endpoint, List<InetAddress> addresses, Spec spec) {
    return addresses.stream()
        .filter(address -> converse.denial(endpoint, address, spec) == null)
        .findFirst()
        .orElseThrow(
            () -> Objects.requireNonNull(converse.denial(endpoint, addresses.getFirst(), spec)));
  }

  private Consumer<Spec> terms(Endpoint endpoint, InetAddress address) {
    return spec -> {
      converse.check(endpoint, spec);
      TargetDenied denial = converse.denial(endpoint, address, spec);
      if (denial != null) {
        throw denial;
      }
    };
  }

  private static @Nullable ResolvedName named(
      Endpoint endpoint, InetAddress tried, Lookup.Found found) {
    return AllowEntry.isName(endpoint.host())
        ? new ResolvedName(
            Networks.text(tried), found.addresses().stream().map(Networks::text).toList())
        : null;
  }

  /**
   * The same responder, with the test connection to the address of its control channel.
   *
   * @param dataPort the port that the responder reports; it comes from another host and may be any
   *     number
   * @throws TargetDenied if it isn't a port, or the address may not be a target on that port
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
   * A policy with these entries of {@code teardown.policy.allow}, to which servers in this process
   * are servers as any other.
   *
   * @throws RuntimeException if an entry is malformed
   */
  public static Policy allowing(String... entries) {
    PolicyProperties properties = new PolicyProperties(List.of(entries), null);
    return new Policy(
        properties,
        new ConversePolicy(
            properties, true, new OwnPorts(_ -> false), LocalAddresses.ofThisHost()));
  }

  /** The canonical text of each entry of {@code teardown.policy.allow}. */
  public List<String> allowed() {
    return allow.texts();
  }

  /** The canonical text of each entry that allows a caller's own bytes; empty if none does. */
  public List<String> mayBeToldAnything() {
    return converse.texts(allow);
  }

  private Lookup lookUp(Endpoint endpoint) {
    String host = endpoint.host();
    if (host.contains("%")) {
      throw TargetDenied.forEver(endpoint, host, "an address of one interface");
    }
    return new Lookup(resolver, host);
  }

  /**
   * The addresses of an endpoint that may be a target and that the route can lead to, the preferred
   * ones first; empty if it leads to none of those that the endpoint has.
   *
   * @throws TargetDenied if there are addresses, but none may be a target
   */
  private List<InetAddress> allowed(Endpoint endpoint, Route route, List<InetAddress> addresses) {
    if (route.equals(Route.BY_THE_SYSTEM)) {
      return allowed(endpoint, addresses);
    }
    List<InetAddress> within =
        addresses.stream()
            .filter(address -> route.leadsTo(address.getAddress()))
            .sorted(Comparator.comparing(address -> !route.prefers(address.getAddress())))
            .toList();
    List<InetAddress> allowed = allowed(endpoint, within.isEmpty() ? addresses : within);
    return within.isEmpty() ? within : allowed;
  }

  /**
   * The addresses of an endpoint that may be a target.
   *
   * @throws TargetDenied if there are addresses, but none may be a target
   */
  private List<InetAddress> allowed(Endpoint endpoint, List<InetAddress> addresses) {
    List<InetAddress> possible =
        addresses.stream().filter(address -> NeverATarget.because(address) == null).toList();
    List<InetAddress> allowed =
        possible.stream().filter(address -> allow.allows(endpoint, address)).toList();
    if (!allowed.isEmpty() || addresses.isEmpty()) {
      return allowed;
    }
    throw possible.isEmpty()
        ? never(endpoint, addresses.getFirst())
        : TargetDenied.unless(
            endpoint,
            Networks.text(possible.getFirst()),
            allow.property(),
            allow.missing(endpoint, possible.getFirst()));
  }

  private static TargetDenied never(Endpoint endpoint, InetAddress address) {
    return TargetDenied.forEver(
        endpoint, Networks.text(address), String.valueOf(NeverATarget.because(address)));
  }
}
