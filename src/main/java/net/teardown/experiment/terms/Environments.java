package net.teardown.experiment.terms;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The environments of a run's two hosts.
 *
 * @param initiator null if it isn't known: in outcomes from before it was read
 * @param responder null if it isn't known: that of a third-party server, or of another Teardown
 *     that didn't report it
 */
public record Environments(@Nullable Environment initiator, @Nullable Environment responder) {

  /** Neither host's environment is known. */
  public static final Environments UNKNOWN = new Environments(null, null);

  /** Both ends were on one host. */
  public static Environments ofBoth(@Nullable Environment host) {
    return new Environments(host, host);
  }

  /** The environment of the end that observes; null if it isn't known. */
  public @Nullable Environment observer(Closer closer) {
    return closer == Closer.RESPONDER ? initiator : responder;
  }

  /** The environment of the end that closes first; null if it isn't known. */
  public @Nullable Environment closer(Closer closer) {
    return closer == Closer.RESPONDER ? responder : initiator;
  }

  /** The hash of {@link #initiator}; null if it isn't known. */
  public @Nullable String initiatorHash() {
    return initiator == null ? null : initiator.hash();
  }

  /** The hash of {@link #responder}; null if it isn't known. */
  public @Nullable String responderHash() {
    return responder == null ? null : responder.hash();
  }

  /** Those that are known. */
  public Stream<Environment> known() {
    return Stream.of(initiator, responder).filter(Objects::nonNull).distinct();
  }
}
