package net.teardown.experiment.outcome;

import java.util.List;
import java.util.Optional;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * The transcripts of a run's two ends, by kind of other end. What a kind of run can't know is
 * empty.
 */
public sealed interface Ends {

  /**
   * Both ends were in this instance.
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
   * The other end was another Teardown.
   *
   * @param report the transcript that the responder sent; null if it sent none
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
   * The other end was a third-party server. The initiator is the observer, whichever end closed
   * first.
   *
   * @param report what is known of the server; null if the connection was never established
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
   * The ends of a run with this kind of other end; arguments that the kind has no place for are
   * ignored.
   *
   * @param responder the transcript of the end that accepted; {@link EndRecord#IDLE} if it sent
   *     none
   * @param server what is known of a server; null if nothing is
   */
  static Ends of(
      OtherEnd other,
      EndRecord initiator,
      EndRecord responder,
      PathFacts between,
      @Nullable ServerReport server) {
    return switch (other) {
      case OtherEnd.SameHost _ -> new Pair(initiator, responder);
      case OtherEnd.Responder _ ->
          new TwoHosts(initiator, responder.isIdle() ? null : responder, between);
      case OtherEnd.Server _ -> new OneSide(initiator, server);
    };
  }

  /** The ends of a run that never began: neither made a call. */
  static Ends idle(OtherEnd other) {
    return of(other, EndRecord.IDLE, EndRecord.IDLE, PathFacts.NOTHING, null);
  }

  /** These ends without the calls that they made. */
  default Ends withoutSteps() {
    return switch (this) {
      case Pair(EndRecord initiator, EndRecord responder) ->
          new Pair(initiator.withSteps(List.of()), responder.withSteps(List.of()));
      case TwoHosts(EndRecord initiator, EndRecord report, PathFacts between) ->
          new TwoHosts(
              initiator.withSteps(List.of()),
              report == null ? null : report.withSteps(List.of()),
              between);
      case OneSide(EndRecord initiator, ServerReport report) ->
          new OneSide(initiator.withSteps(List.of()), report);
    };
  }

  /** The transcript of the end that connected, which is always this instance. */
  EndRecord initiator();

  /** The transcript of the end that accepted; empty if there is none. */
  Optional<EndRecord> other();

  /** The transcript of the closer; empty if there is none. */
  default Optional<EndRecord> closer(Closer closer) {
    return closer == Closer.RESPONDER ? other() : Optional.of(initiator());
  }

  /** The transcript of the observer; empty if there is none. */
  Optional<EndRecord> observer(Closer closer);

  /** What is known of the path between the ends. */
  PathFacts between();

  /** What is known of a third-party server. */
  Optional<ServerReport> server();
}
