package net.teardown.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import org.jspecify.annotations.Nullable;

/** What the policy has allowed to connect to. Only {@link Policy} makes one. */
public sealed interface AllowedTarget {

  /** What the name of where the connection goes stood for; null if an address was given. */
  default @Nullable ResolvedName named() {
    return null;
  }

  /** The address that the connection goes to; empty where there is none. */
  Optional<InetAddress> connectsTo();

  /** This as another Teardown; empty where it is none. */
  default Optional<Responder> asResponder() {
    return Optional.empty();
  }

  /** This host itself: both ends of an experiment are ours. */
  final class Loopback implements AllowedTarget {

    private final InetAddress address;

    Loopback(InetAddress address) {
      this.address = address;
    }

    /** Where both ends are. */
    public InetAddress address() {
      return address;
    }

    @Override
    public Optional<InetAddress> connectsTo() {
      return Optional.of(address);
    }

    @Override
    public String toString() {
      return address.getHostAddress();
    }
  }

  /** Another Teardown: the very addresses to connect to. */
  final class Responder implements AllowedTarget {

    private final InetSocketAddress data;
    private final URI control;
    private final InetAddress controlAddress;

    private final @Nullable ResolvedName named;

    Responder(
        InetSocketAddress data,
        URI control,
        InetAddress controlAddress,
        @Nullable ResolvedName named) {
      this.named = named;
      this.data = data;
      this.control = control;
      this.controlAddress = controlAddress;
    }

    @Override
    public @Nullable ResolvedName named() {
      return named;
    }

    /** Where the test connection goes. */
    public InetSocketAddress data() {
      return data;
    }

    @Override
    public Optional<InetAddress> connectsTo() {
      return Optional.of(data.getAddress());
    }

    @Override
    public Optional<Responder> asResponder() {
      return Optional.of(this);
    }

    /** Where it is controlled, as it was named. */
    public URI control() {
      return control;
    }

    /**
     * The one address to connect the control channel to, on the port of {@link #control()}; its
     * host is not to be looked up again.
     */
    public InetAddress controlAddress() {
      return controlAddress;
    }

    @Override
    public String toString() {
      return "%s, controlled at %s by %s".formatted(data, control, controlAddress);
    }
  }

  /** A server that nobody controls: the very address to connect to. */
  final class Server implements AllowedTarget {

    private final InetSocketAddress address;
    private final Duration lookup;
    private final Consumer<Spec> terms;

    private final @Nullable ResolvedName named;

    Server(
        InetSocketAddress address,
        Duration lookup,
        Consumer<Spec> terms,
        @Nullable ResolvedName named) {
      this.named = named;
      this.address = address;
      this.lookup = lookup;
      this.terms = terms;
    }

    /**
     * Holds a run to what may be said here, the moment before it is: since the policy was asked,
     * the address may have become one of this host.
     *
     * @throws TargetDenied if that may not be said here
     */
    public void admit(Spec spec) {
      terms.accept(spec);
    }

    @Override
    public @Nullable ResolvedName named() {
      return named;
    }

    /** Where the connection goes. */
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public Optional<InetAddress> connectsTo() {
      return Optional.of(address.getAddress());
    }

    /** How long looking up its name took. */
    public Duration lookup() {
      return lookup;
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** Nobody to connect to: the name stands for no address. That is an outcome, not an error. */
  final class Unresolved implements AllowedTarget {

    private final String host;
    private final String why;

    Unresolved(String host, String why) {
      this.host = host;
      this.why = why;
    }

    /** The name that was looked up: the target's, or the one of the responder's URL. */
    public String host() {
      return host;
    }

    /** What came of looking it up, a sentence that the host completes. */
    public String why() {
      return why;
    }

    @Override
    public Optional<InetAddress> connectsTo() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return host + " " + why;
    }
  }
}
