package net.teardown.policy;

import java.net.InetAddress;
import java.util.List;
import net.teardown.experiment.spec.Spec;
import net.teardown.instance.OwnPorts;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * To whom bytes of a caller's own may be sent. They make this instance a client for anything that
 * it may reach, so they need more than a target that is allowed: a caller who is on this host or
 * has the token, a server that {@code teardown.policy.converse} allows, and never this very
 * instance, where they would pass for somebody on this host.
 */
@Component
@EnableConfigurationProperties(PolicyProperties.class)
final class ConversePolicy {

  static final String PROPERTY = "teardown.policy.converse";

  /** The one entry that allows nobody. */
  private static final String NOBODY = "none";

  private final boolean callersAreKnown;
  private final @Nullable AllowList converse;
  private final OwnPorts ports;
  private final LocalAddresses local;

  @Autowired
  ConversePolicy(PolicyProperties policy, Callership callers, OwnPorts ports) {
    this(policy, callers.callersAreKnown(), ports, LocalAddresses.ofThisHost());
  }

  /**
   * @param callersAreKnown whether nobody else can call: only this host, or with a token
   */
  ConversePolicy(
      PolicyProperties policy, boolean callersAreKnown, OwnPorts ports, LocalAddresses local) {
    this.callersAreKnown = callersAreKnown;
    this.converse = entries(policy.converse());
    this.ports = ports;
    this.local = local;
  }

  /** The entries of {@code teardown.policy.converse}; those of another list where it has none. */
  List<String> texts(AllowList allow) {
    if (!callersAreKnown) {
      return List.of();
    }
    return converse == null ? allow.texts() : converse.texts();
  }

  /**
   * Holds a run to it before its target is looked up.
   *
   * @throws TargetDenied if nobody may be sent what the spec says
   */
  void check(Endpoint endpoint, Spec spec) {
    String words = spec.ownWords();
    if (words != null && !callersAreKnown) {
      throw TargetDenied.unknownCallers(endpoint, words);
    }
  }

  /** Why an address may not be sent what a spec says; null if it may, or nothing is said. */
  @Nullable TargetDenied denial(Endpoint endpoint, InetAddress address, Spec spec) {
    // A method and a path are enough to have one's own API do something.
    String own = spec.saysSomething() ? ports.what(endpoint.port()) : null;
    if (own != null && local.contain(address)) {
      return TargetDenied.ownPort(endpoint, Networks.text(address), own);
    }
    String words = spec.ownWords();
    if (words == null || converse == null || converse.allows(endpoint, address)) {
      return null;
    }
    return TargetDenied.silent(
        endpoint, Networks.text(address), words, converse.missing(endpoint, address));
  }

  private static @Nullable AllowList entries(@Nullable List<String> said) {
    if (said == null) {
      return null;
    }
    boolean nobody = said.size() == 1 && said.getFirst().strip().equalsIgnoreCase(NOBODY);
    if (!nobody && said.stream().anyMatch(entry -> entry.strip().equalsIgnoreCase(NOBODY))) {
      throw new UnusableEntry(PROPERTY, NOBODY, "allows nobody and can't stand beside others");
    }
    return AllowList.parse(PROPERTY, nobody ? List.of() : said);
  }
}
