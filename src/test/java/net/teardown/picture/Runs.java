package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * Builds transcripts by hand and has the real judge judge them, so that a picture can be tested
 * without sockets.
 */
final class Runs {

  private final Spec spec;
  private final End initiator = new End("127.0.0.1:41234");
  private final End responder = new End("127.0.0.1:40007");
  private @Nullable String label;
  private @Nullable Reason silence;
  private @Nullable String detail;

  private Runs(Spec spec) {
    this.spec = spec;
  }

  static Runs of(SpecDraft draft) {
    return new Runs(draft.toSpec());
  }

  static SpecDraft sends(int bytes) {
    return draft(bytes, null, 0, Closer.RESPONDER, false, false, null, 0, false);
  }

  static SpecDraft draft(
      int sent,
      @Nullable Integer read,
      int reply,
      Closer closer,
      boolean shutdown,
      boolean drain,
      @Nullable Integer linger,
      int after,
      boolean initiatorHalfCloses) {
    SpecDraft draft =
        SpecDraft.of(SpecFields.BYTES_SENT, sent)
            .with(SpecFields.REPLY_BYTES, reply)
            .with(SpecFields.CLOSER, closer)
            .with(SpecFields.SHUTDOWN_BEFORE_CLOSE, shutdown)
            .with(SpecFields.DRAIN_BEFORE_CLOSE, drain)
            .with(SpecFields.BYTES_SENT_AFTER_CLOSE, after)
            .with(SpecFields.INITIATOR_HALF_CLOSES, initiatorHalfCloses);
    draft = read == null ? draft : draft.with(SpecFields.BYTES_READ, read);
    return linger == null ? draft : draft.with(SpecFields.LINGER_SECONDS, linger);
  }

  Runs label(String label) {
    this.label = label;
    return this;
  }

  /** The responder sent no report. */
  Runs inconclusive(Reason why, @Nullable String said) {
    silence = why;
    detail = said;
    return this;
  }

  Runs connected() {
    initiator.did(0, 18, Call.SOCKET, null, 3L, null).did(18, 33, Call.CONNECT, null, 0L, null);
    responder.did(34, 40, Call.ACCEPT, null, 0L, null);
    return this;
  }

  End initiator() {
    return initiator;
  }

  End responder() {
    return responder;
  }

  Experiment outcome() {
    return outcome(PathFacts.NOTHING);
  }

  Experiment outcome(PathFacts between) {
    return outcome(between, null);
  }

  Experiment outcome(PathFacts between, @Nullable Comparison comparison) {
    EndRecord left = initiator.recorded();
    EndRecord right = responder.recorded();
    Judgement judgement =
        !spec.peer().isOurs()
            ? Judge.ofServer(left, StopReason.END_OF_INPUT)
            : silence == null
                ? Judge.judge(left, right, spec.closer())
                : Judge.withoutTheOtherEnd(left, silence);
    Prediction prediction = Oracle.predict(spec);
    Boolean asPredicted =
        judgement.verdict().judged()
            ? prediction.verdicts().contains(judgement.verdict())
                && prediction.deliveries().contains(judgement.delivery())
            : null;
    boolean elsewhere = spec.peer().isElsewhere();
    Outcome outcome =
        Outcomes.of(spec)
            .label(label)
            .took(Math.max(initiator.until, responder.until), elsewhere ? 5_120 : 0)
            .from(elsewhere ? "probe-a" : "here")
            .detail(detail)
            .judged(judgement)
            .predicted(prediction.verdicts(), prediction.deliveries(), asPredicted)
            .ends(Ends.of(spec.otherEnd(), left, right, between, null))
            .outcome();
    return new Experiment(
        UUID.fromString("019a9f7e-0000-7000-8000-000000000001"), outcome, comparison, null);
  }

  static Evidence kernel(
      boolean eof,
      @Nullable Boolean fin,
      @Nullable Boolean reset,
      TcpState state,
      @Nullable String socketError) {
    return new Evidence(
        eof, fin, reset, "ETIMEDOUT".equals(socketError), null, state, socketError, null);
  }

  /** Builds one end's transcript. Bytes read and bytes accepted are the sums over its calls. */
  static final class End {
    private @Nullable String address;
    private @Nullable Long unread;
    private @Nullable ProbeAnswer probe;
    private @Nullable Phase stoppedIn;
    private @Nullable TcpState stateAtClose;
    private @Nullable TcpCounts tcp;
    private @Nullable Evidence evidence;
    private long until;
    private final List<Step> steps = new ArrayList<>();

    private End(String address) {
      this.address = address;
    }

    End did(
        long at,
        long until,
        Call call,
        @Nullable Long bytes,
        @Nullable Long result,
        @Nullable String errno) {
      return did(at, until, call, bytes, result, errno, 1);
    }

    End did(
        long at,
        long until,
        Call call,
        @Nullable Long bytes,
        @Nullable Long result,
        @Nullable String errno,
        int times) {
      steps.add(new Step(at, until, call, bytes, result, errno, times));
      this.until = Math.max(this.until, until);
      return this;
    }

    End sent(long at, long bytes) {
      return did(at, at + 3, Call.SEND, bytes, bytes, null);
    }

    End received(long at, long bytes) {
      return did(at - 2, at, Call.RECV, 65536L, bytes, null);
    }

    End failed(long at, Call call, String errno) {
      return did(at - 2, at, call, null, null, errno);
    }

    End shutdown(long at) {
      return did(at, at + 2, Call.SHUTDOWN_WRITE, null, 0L, null);
    }

    End linger(long at, long seconds) {
      return did(at, at + 1, Call.LINGER, seconds, 0L, null);
    }

    End closed(long at) {
      return did(at, at + 3, Call.CLOSE, null, 0L, null);
    }

    End closed(long at, long unread) {
      this.unread = unread;
      return closed(at);
    }

    /** Adds the calls that only take evidence, with this result. */
    End saw(long at, Evidence evidence) {
      did(at, at + 1, Call.POLL, null, 1L, null).did(at + 1, at + 2, Call.TCP_INFO, null, 0L, null);
      did(at + 2, at + 3, Call.SOCKET_ERROR, null, 0L, null);
      this.evidence = evidence;
      return this;
    }

    End address(@Nullable String address) {
      this.address = address;
      return this;
    }

    /** Sets the state that its kernel reported right before its close. */
    End was(TcpState state) {
      stateAtClose = state;
      return this;
    }

    /** Sets how many bytes waited to be sent for the first time when its kernel was last asked. */
    End heldBack(long bytes) {
      tcp = new TcpCounts(0L, 0L, 0L, 0L, 0L, 100L, 10L, 1500L, 1448L, 0L, bytes, bytes, 0L);
      return this;
    }

    End probe(ProbeAnswer answer) {
      probe = answer;
      return this;
    }

    End stoppedIn(Phase phase, long at) {
      stoppedIn = phase;
      until = Math.max(until, at);
      return this;
    }

    private EndRecord recorded() {
      return new EndRecord(
          address,
          sum(Call.RECV),
          sum(Call.SEND),
          unread,
          stateAtClose,
          tcp,
          null,
          probe,
          stoppedIn,
          steps,
          evidence,
          null);
    }

    private long sum(Call call) {
      return steps.stream()
          .filter(step -> step.call() == call && step.result() != null)
          .mapToLong(Step::result)
          .sum();
    }
  }
}
