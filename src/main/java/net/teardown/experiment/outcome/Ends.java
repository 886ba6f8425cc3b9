package net.teardown.experiment.outcome;

import java.util.Optional;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * What is on record of the two ends of a run, by who the other end was. What a kind of run can't
 * tell is empty.
 */
public sealed interface Ends {

  /**
   * Both ends were here.
   *
   * @param responder the transcript of the end that accepted
   */
  record Pair(EndRecord initiator, EndRecord responder) implements Ends {
    @Override
    public Optional<EndRecord> other() {
      return Optional.of(responder);
    }

    @Override
    public Optional<EndRecord> observer(Closer closer) {
      return Optional.of(closer == Closer.RESPONDER ? initiator : responder);
    }

    @Override
    public PathFacts between() {
      return PathFacts.NOTHING;
    }

    @Override
    public Optional<ServerReport> server() {
      return Optional.empty();
    }
  }

  /**
   * The other end was another Teardown's.
   *
   * @param report what it told of its end; null if it never gave its word
   */
  record TwoHosts(EndRecord initiator, @Nullable EndRecord report, PathFacts between)
      implements Ends {
    @Override
    public Optional<EndRecord> other() {
      return Optional.ofNullable(report);
    }

    @Override
    public Optional<EndRecord> observer(Closer closer) {
      return closer == Closer.RESPONDER ? Optional.of(initiator) : other();
    }

    @Override
    public Optional<ServerReport> server() {
      return Optional.empty();
    }
  }

  /**
   * The other end was a server that nobody controls: the initiator is the one that found out,
   * whoever closed first.
   *
   * @param report what can be told of the server; null if it was never connected to
   */
  record OneSide(EndRecord initiator, @Nullable ServerReport report) implements Ends {
    @Override
    public Optional<EndRecord> other() {
      return Optional.empty();
    }

    @Override
    public Optional<EndRecord> observer(Closer closer) {
      return Optional.of(initiator);
    }

    @Override
    public PathFacts between() {
      return PathFacts.NOTHING;
    }

    @Override
    public Optional<ServerReport> server() {
      return Optional.ofNullable(report);
    }
  }

  /**
   * The ends of a run whose other end was this; what its kind hasn't isn't taken.
   *
   * @param told the transcript of the end that accepted; of one that gave no word, an idle one
   * @param server what can be told of a server; null for nothing
   */
  static Ends of(
      OtherEnd other,
      EndRecord initiator,
      EndRecord told,
      PathFacts between,
      @Nullable ServerReport server) {
    return switch (other) {
      case OtherEnd.SameHost _ -> new Pair(initiator, told);
      case OtherEnd.Responder _ -> new TwoHosts(initiator, told.isIdle() ? null : told, between);
      case OtherEnd.Server _ -> new OneSide(initiator, server);
    };
  }

  /** The ends of a run that never began: neither of them did anything. */
  static Ends idle(OtherEnd other) {
    return of(other, EndRecord.IDLE, EndRecord.IDLE, PathFacts.NOTHING, null);
  }

  /** The transcript of the end that connected, which is this instance's. */
  EndRecord initiator();

  /** The transcript of the end that accepted; empty where it gave none. */
  Optional<EndRecord> other();

  /** The transcript of the end that closed first; empty where it gave none. */
  default Optional<EndRecord> closer(Closer closer) {
    return closer == Closer.RESPONDER ? other() : Optional.of(initiator());
  }

  /** The transcript of the end that found out; empty where it gave none. */
  Optional<EndRecord> observer(Closer closer);

  /** What there is to tell of what lies between the two. */
  PathFacts between();

  /** What there is to tell of a server that nobody controls. */
  Optional<ServerReport> server();
}
