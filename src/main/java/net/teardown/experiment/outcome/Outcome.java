package net.teardown.experiment.outcome;

import java.util.List;
import java.util.Optional;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one run: what both ends did and observed, the judgement, and whether theory allows
 * it. It is immutable. {@code Explanation} describes it in sentences.
 *
 * @param asked what was run, {@link Masked} as it may be stored and shown
 * @param judgement what the evidence proves; its reason says why it is inconclusive, or what the
 *     verdict leaves open
 * @param ends the transcripts of both ends
 * @param named what the other end's name resolved to; null if the spec gave an address
 */
public record Outcome(
    RunFacts run,
    Asked asked,
    Judgement judgement,
    Predicted predicted,
    Ends ends,
    @Nullable ResolvedName named) {

  public Outcome {
    asked = asked.masked();
  }

  /** This outcome of a run that was ended before its end, with what both ends did until then. */
  public Outcome endedEarly(Reason why) {
    return new Outcome(
        run,
        asked,
        judgement.endedEarly(why),
        new Predicted(predicted.verdicts(), predicted.deliveries(), null),
        ends,
        named);
  }

  /** What was run, as it may be stored and shown. */
  public Spec spec() {
    return asked.spec();
  }

  /** How the connection ended for its observer. */
  public Verdict verdict() {
    return judgement.verdict();
  }

  /** Why it is inconclusive, or what the verdict leaves open. */
  public @Nullable Reason reason() {
    return judgement.reason();
  }

  /** What became of the closer's bytes. */
  public Delivery delivery() {
    return judgement.delivery();
  }

  /** Whether theory allows the verdict and the delivery; null where there is nothing to compare. */
  public @Nullable Boolean asPredicted() {
    return predicted.right();
  }

  /** The transcript of the end that connected. */
  public EndRecord initiator() {
    return ends.initiator();
  }

  /** The transcript of the closer; empty if there is none. */
  public Optional<EndRecord> closer() {
    return ends.closer(spec().closer());
  }

  /** The transcript of the observer; empty if there is none. */
  public Optional<EndRecord> observer() {
    return ends.observer(spec().closer());
  }

  /** Host and port of the other end as a URI writes them, or {@code loopback}. */
  public String target() {
    return spec().target().map(Target::authority).orElse("loopback");
  }

  /** The environments of the hosts on which the ends were. */
  public Environments environments() {
    Environment here = run.environment();
    return switch (ends) {
      case Ends.Pair _ -> Environments.ofBoth(here);
      case Ends.TwoHosts(_, _, PathFacts between) -> {
        RespondingInstance responder = between.responder();
        yield new Environments(here, responder == null ? null : responder.environment());
      }
      case Ends.OneSide _ -> new Environments(here, null);
    };
  }

  /** Bytes of the other end's reply that the initiator read. */
  public long replyBytesReceived() {
    return ends.server().map(ServerReport::replyBytes).orElseGet(() -> initiator().bytesRead());
  }

  /** Whether the outcome is one that the caller accepts; null if the caller didn't say. */
  public @Nullable Boolean met() {
    return asked.expect() == null ? null : meets(asked.expect());
  }

  /** Whether the outcome meets this expectation. */
  public boolean meets(Expect expected) {
    return expected.isMetBy(got());
  }

  /** The parts of the caller's expectation that it doesn't meet; empty if the caller has none. */
  public List<Expect.Shortfall> shortfalls() {
    return asked.expect() == null ? List.of() : shortfalls(asked.expect());
  }

  /** The parts of an expectation that it doesn't meet. */
  public List<Expect.Shortfall> shortfalls(Expect expected) {
    return expected.shortfalls(got());
  }

  /** What an expectation looks at. */
  Expect.Got got() {
    return new Expect.Got(
        verdict(),
        delivery(),
        httpStatus(),
        replyBytesReceived(),
        ends.server().map(ServerReport::head).orElse(null),
        ends.server().map(ServerReport::replyMatched).orElse(null),
        turnsMet(),
        tlsEnding(),
        tls()
            .map(TlsSeen::certificate)
            .map(certificate -> certificate.daysLeft(run.startedAt()))
            .orElse(null));
  }

  /** What was seen of TLS towards a server; empty where none was spoken. */
  public Optional<TlsSeen> tls() {
    return ends.server().map(ServerReport::tls);
  }

  /** The version of TLS that was agreed on; null in plaintext, or if none was. */
  public @Nullable TlsVersion tlsVersion() {
    return tls()
        .map(TlsSeen::version)
        .or(() -> Optional.ofNullable(initiator().tls()).map(EndTls::version))
        .orElse(null);
  }

  /** How the other end of the observer ended its TLS stream; null in plaintext, or if it didn't. */
  public @Nullable TlsEnding tlsEnding() {
    return tls()
        .map(TlsSeen::ending)
        .or(() -> observer().map(EndRecord::tls).map(EndTls::ending))
        .map(ending -> ending.in(verdict()))
        .orElse(null);
  }

  /** Whether all turns of the conversation were as meant; null where there was none. */
  public @Nullable Boolean turnsMet() {
    return asked.spec().request().orElse(null) instanceof Request.Conversation(List<Turn> turns)
        ? Boolean.valueOf(
            ends.server()
                .map(ServerReport::turns)
                .filter(taken -> taken.size() == turns.size())
                .filter(taken -> taken.stream().allMatch(turn -> turn.ended().asMeant()))
                .isPresent())
        : null;
  }

  /**
   * The HTTP status that this client read of a server's reply to the last request; null if there
   * was none, or the client had stopped before it read one.
   */
  public @Nullable Integer httpStatus() {
    return ends.server().map(ServerReport::status).orElse(null);
  }
}
