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

/** A target that the policy allows to connect to. Only {@link Policy} creates one. */
public sealed interface AllowedTarget {

  /** The resolution of the target's name; null if the target was given as an address. */
  default @Nullable ResolvedName named() {
    return null;
  }

  /** The address that the connection goes to; empty if there is none. */
  Optional<InetAddress> connectsTo();

  /** This target as another Teardown instance; empty if it is something else. */
  default Optional<Responder> asResponder() {
    return Optional.empty();
  }

  /** This host: both ends of an experiment run here. */
  final class Loopback implements AllowedTarget {

    private final InetAddress address;

    Loopback(InetAddress address) {
      this.address = address;
    }

    /** The address of both ends. */
    public InetAddress address() {
      return address;
    }

    @Override
    public Optional<InetAddress> connectsTo() {
      return Optional.of(address);
    }

    @Override
    public String toString() {
      return Networks.text(address);
    }
  }

  /** Another Teardown instance, with the resolved addresses to connect to. */
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

    /** The address and port of the test connection. */
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

    /** The URL of the control channel, as it was given. */
    public URI control() {
      return control;
    }

    /**
     * The address to connect the control channel to, on the port of {@link #control()}. The URL's
     * host must not be looked up again.
     */
    public InetAddress controlAddress() {
      return controlAddress;
    }

    @Override
    public String toString() {
      return "%s, controlled at %s by %s".formatted(data, control, controlAddress);
    }
  }

  /** A third-party server, with the resolved address to connect to. */
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
     * Checks again, right before a run, whether the spec's bytes may be sent there: since the
     * policy decided, the address may have become one of this host.
     *
     * @throws TargetDenied if they may not
     */
    public void admit(Spec spec) {
      terms.accept(spec);
    }

    @Override
    public @Nullable ResolvedName named() {
      return named;
    }

    /** The address and port of the connection. */
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public Optional<InetAddress> connectsTo() {
      return Optional.of(address.getAddress());
    }

    /** How long the lookup of its name took. */
    public Duration lookup() {
      return lookup;
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * A name without an address, so there is nothing to connect to. That is an outcome, not an error.
   */
  final class Unresolved implements AllowedTarget {

    private final String host;
    private final String why;

    Unresolved(String host, String why) {
      this.host = host;
      this.why = why;
    }

    /** The name that was looked up: the target's host, or the host of the responder's URL. */
    public String host() {
      return host;
    }

    /** The result of the lookup, a sentence whose subject is the host. */
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
