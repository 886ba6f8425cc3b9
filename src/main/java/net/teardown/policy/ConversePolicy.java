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
 * Decides to which servers a caller's own bytes may be sent. Such bytes make this instance a client
 * of anything that it can reach, so they need more than an allowed target. The caller must be on
 * this host or have the token, and {@code teardown.policy.converse} must allow the server. The
 * server is never this instance itself, to which the bytes would seem to come from this host.
 */
@Component
@EnableConfigurationProperties(PolicyProperties.class)
final class ConversePolicy {

  static final String PROPERTY = "teardown.policy.converse";

  /** The entry that allows no server; it must be the only one. */
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
   * @param callersAreKnown whether only callers on this host or with a token reach the API
   */
  ConversePolicy(
      PolicyProperties policy, boolean callersAreKnown, OwnPorts ports, LocalAddresses local) {
    this.callersAreKnown = callersAreKnown;
    this.converse = entries(policy.converse());
    this.ports = ports;
    this.local = local;
  }

  /** The entries of {@code teardown.policy.converse}; those of {@code allow} if it isn't set. */
  List<String> texts(AllowList allow) {
    if (!callersAreKnown) {
      return List.of();
    }
    return converse == null ? allow.texts() : converse.texts();
  }

  /**
   * Checks a spec before its target is looked up.
   *
   * @throws TargetDenied if callers aren't known and the spec contains bytes of the caller's own
   */
  void check(Endpoint endpoint, Spec spec) {
    String words = spec.ownWords();
    if (words != null && !callersAreKnown) {
      throw TargetDenied.unknownCallers(endpoint, words);
    }
  }

  /**
   * Why a spec's bytes may not be sent to an address; null if they may, or if the spec sends none.
   */
  @Nullable TargetDenied denial(Endpoint endpoint, InetAddress address, Spec spec) {
    // A method and a path alone can make this instance's API act.
    String own =
        spec.saysSomething() && local.contain(address) ? ports.what(endpoint.port()) : null;
    if (own != null) {
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
