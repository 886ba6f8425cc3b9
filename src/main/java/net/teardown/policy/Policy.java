package net.teardown.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.instance.OwnPorts;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Decides who may be a target, and what a caller may have said to it. A name is resolved once; what
 * is checked is the address that it stands for, in its bytes and whatever it was written like, and
 * that same address is connected to.
 */
@Component
@EnableConfigurationProperties(PolicyProperties.class)
public class Policy {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  private final AllowList allow;
  private final ConversePolicy conversation;
  private final Resolver resolver;

  @Autowired
  Policy(PolicyProperties properties, ConversePolicy conversation) {
    this(properties, conversation, InetAddress::getAllByName);
  }

  Policy(PolicyProperties properties, ConversePolicy conversation, Resolver resolver) {
    this.allow = AllowList.parse("teardown.policy.allow", properties.allow());
    this.conversation = conversation;
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
   * @param author who wrote what it says
   * @throws TargetDenied if that may not be a target, or may not be sent what the spec says
   */
  public AllowedTarget target(Spec spec, Author author) {
    return target(spec, author, null);
  }

  /**
   * Whom a spec is run against whose host is an address that was found by looking up a name.
   *
   * @param author who wrote what it says
   * @param foundBy that name, for which an entry allows the address as well; null if there was none
   * @throws TargetDenied if that may not be a target, or may not be sent what the spec says
   */
  public AllowedTarget target(Spec spec, Author author, @Nullable String foundBy) {
    return switch (spec.otherEnd()) {
      case OtherEnd.SameHost _ -> loopback();
      case OtherEnd.Responder(Target target, _) ->
          responder(Endpoint.data(target, foundBy), target, spec.timeout());
      case OtherEnd.Server(Target target, _) ->
          server(Endpoint.data(target, foundBy), spec, author);
    };
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

  /** A server that nobody controls. Of several addresses, the first that is allowed. */
  private AllowedTarget server(Endpoint endpoint, Spec spec, Author author) {
    long began = System.nanoTime();
    if (author == Author.CALLER) {
      conversation.check(endpoint, spec);
    }
    Lookup.Found found = lookUp(endpoint).by(began + spec.timeout().toNanos());
    List<InetAddress> allowed = allowed(endpoint, found.addresses());
    if (allowed.isEmpty()) {
      return new AllowedTarget.Unresolved(endpoint.host(), found.why());
    }
    InetAddress address =
        author == Author.CALLER ? mayBeTold(endpoint, allowed, spec) : allowed.getFirst();
    return new AllowedTarget.Server(
        new InetSocketAddress(address, endpoint.port()),
        Duration.ofNanos(System.nanoTime() - began),
        author == Author.CALLER ? terms(endpoint, address) : _ -> {},
        named(endpoint, address, found));
  }

  /**
   * The first of these addresses that may be sent what a spec says.
   *
   * @throws TargetDenied if none of them may
   */
  private InetAddress mayBeTold(Endpoint endpoint, List<InetAddress> addresses, Spec spec) {
    return addresses.stream()
        .filter(address -> conversation.denial(endpoint, address, spec) == null)
        .findFirst()
        .orElseThrow(() ->
            Objects.requireNonNull(conversation.denial(endpoint, addresses.getFirst(), spec)));
  }

  private Consumer<Spec> terms(Endpoint endpoint, InetAddress address) {
    return spec -> {
      conversation.check(endpoint, spec);
      TargetDenied denial = conversation.denial(endpoint, address, spec);
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
    PolicyProperties properties = new PolicyProperties(List.of(entries), null);
    return new Policy(
        properties,
        new ConversePolicy(properties, true, new OwnPorts(), LocalAddresses.ofThisHost()));
  }

  /** The entries of {@code teardown.policy.allow}, each in one notation. */
  public List<String> allowed() {
    return allow.texts();
  }

  /**
   * To whom bytes of a caller's own may be sent, in the same notation; empty where that is nobody.
   */
  public List<String> mayBeToldAnything() {
    return conversation.texts(allow);
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
