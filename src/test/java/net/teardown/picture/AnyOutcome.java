package net.teardown.picture;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** Generates random outcomes of any shape that the records allow, sensible or not. */
final class AnyOutcome {

  private static final String[] ERRNOS = {
    "ECONNRESET", "EPIPE", "EAGAIN", "EADDRNOTAVAIL", "ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH"
  };
  private static final String[] ADDRESSES = {
    "127.0.0.1:41234", "[::1]:41234", "[2001:db8:1234:5678:9abc:def0:1234:5678]:41234"
  };
  private static final String[] LABELS = {
    "first-try",
    "<script>&\"",
    "日本語のとても長いラベル".repeat(5),
    "x".repeat(64),
    "👩‍🔬 \u202e\u0007",
    "a b"
  };
  private static final String[] STACKS = {"posix", "jdk"};
  private static final int[] SIZES = {0, 1, 5, 65536, 1_000_003, 16_777_215, 16_777_216};

  private static final Target TARGET =
      new Target("x".repeat(200), 8007, URI.create("http://probe-b:8080"));

  private final Random random;

  AnyOutcome(long seed) {
    random = new Random(seed);
  }

  Experiment next() {
    Spec spec = spec();
    Outcome outcome =
        Outcomes.of(spec)
            .label(maybe(one(LABELS)))
            .origin(one(Origin.values()))
            .startedAt(Instant.EPOCH)
            .took(random.nextLong(70_000_000), random.nextInt(1_000_000))
            .from("here")
            .by(one(STACKS), one(EvidenceLevel.values()))
            .detail(maybe(one(LABELS)))
            .judged(
                new Judgement(
                    one(Verdict.values()),
                    maybe(one(Reason.values())),
                    one(Delivery.values()),
                    random.nextBoolean()))
            .predicted(some(Verdict.class), some(Delivery.class), maybe(random.nextBoolean()))
            .ends(Ends.of(spec.otherEnd(), end(), end(), between(), null))
            .outcome();
    return new Experiment(
        maybe(new UUID(random.nextLong(), random.nextLong())),
        outcome,
        maybe(comparison()),
        maybe(one(LABELS)));
  }

  private PathFacts between() {
    return new PathFacts(
        maybe(
            new RespondingInstance(
                new UUID(0, 1),
                one(LABELS),
                "0.1.0",
                8007,
                maybe(one(ADDRESSES)),
                maybe(one(STACKS)),
                maybe(one(EvidenceLevel.values())),
                maybe(Outcomes.ENVIRONMENT))),
        maybe((long) random.nextInt(10_000_000)),
        maybe(
            new Diagnosis(
                List.of(
                    new Finding(
                        one(Diagnosis.Kind.values()),
                        random.nextBoolean(),
                        one(LABELS),
                        List.of(one(LABELS), one(LABELS)))))));
  }

  private Comparison comparison() {
    return new Comparison(
        Compare.DIRECT,
        null,
        one(ADDRESSES),
        one(Verdict.values()),
        maybe(one(Reason.values())),
        one(Delivery.values()),
        maybe(random.nextBoolean()),
        random.nextBoolean());
  }

  private Spec spec() {
    while (true) {
      try {
        boolean elsewhere = random.nextBoolean();
        SpecDraft draft =
            SpecDraft.of(SpecFields.BYTES_SENT, size())
                .with(SpecFields.CLOSER, one(Closer.values()))
                .with(SpecFields.BYTES_READ, size())
                .with(SpecFields.REPLY_BYTES, size())
                .with(SpecFields.SHUTDOWN_BEFORE_CLOSE, random.nextBoolean())
                .with(SpecFields.DRAIN_BEFORE_CLOSE, random.nextBoolean())
                .with(SpecFields.DRAIN_MILLIS, random.nextInt(60_001))
                .with(SpecFields.OBSERVER_READS, one(ObserverReads.values()))
                .with(SpecFields.BYTES_SENT_AFTER_CLOSE, random.nextBoolean() ? 0 : size())
                .with(SpecFields.INITIATOR_HALF_CLOSES, random.nextBoolean())
                .with(SpecFields.TIMEOUT_MILLIS, 60_000);
        Integer linger = maybe(random.nextInt(4));
        draft = linger == null ? draft : draft.with(SpecFields.LINGER_SECONDS, linger);
        Spec spec = draft.toSpec();
        return elsewhere ? spec.with(new OtherEnd.Responder(TARGET, false)) : spec;
      } catch (InvalidSpec _) {
        // The next random spec may keep the rules.
      }
    }
  }

  private EndRecord end() {
    return new EndRecord(
        maybe(one(ADDRESSES)),
        size(),
        size(),
        maybe((long) size()),
        maybe(one(TcpState.values())),
        maybe(tcp()),
        maybe((long) size()),
        maybe(one(ProbeAnswer.values())),
        maybe(one(Phase.values())),
        steps(),
        maybe(evidence()),
        null);
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    long now = 0;
    for (int i = random.nextInt(12); i > 0; i--) {
      long until = now + (random.nextBoolean() ? random.nextInt(50) : random.nextInt(30_000_000));
      steps.add(
          new Step(
              now,
              until,
              one(Call.values()),
              maybe((long) size()),
              maybe((long) size()),
              random.nextInt(4) == 0 ? one(ERRNOS) : null,
              random.nextBoolean() ? 1 : 1 + random.nextInt(100_000)));
      now = random.nextInt(5) == 0 ? now : until;
    }
    return steps;
  }

  private TcpCounts tcp() {
    return new TcpCounts(
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()),
        maybe((long) size()));
  }

  private Evidence evidence() {
    return new Evidence(
        random.nextBoolean(),
        maybe(random.nextBoolean()),
        maybe(random.nextBoolean()),
        random.nextBoolean(),
        maybe("EHOSTUNREACH"),
        maybe(one(TcpState.values())),
        maybe(one(ERRNOS)),
        maybe(one(TimeWait.values())));
  }

  private int size() {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> @Nullable T maybe(T value) {
    return random.nextInt(3) == 0 ? null : value;
  }

  private <E extends Enum<E>> Set<E> some(Class<E> type) {
    Set<E> some = EnumSet.noneOf(type);
    for (E value : type.getEnumConstants()) {
      if (random.nextInt(4) == 0) {
        some.add(value);
      }
    }
    return some;
  }
}
