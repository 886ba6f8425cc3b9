package net.teardown.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that nothing which theory allows on a direct path leads to a finding, for any spec. */
class InnocentPathTests {

  private static final int SPECS = 20_000;
  private static final List<ObserverReads> OBSERVER_READS = List.of(ObserverReads.values());

  private static final int[] SIZES = {0, 1, 5, 512, 5344, 5345, 5360, 5361, 14_480, 200_000};

  private static final Target TARGET =
      new Target("probe-b", 8007, URI.create("http://probe-b:8080"));

  private final Random random = new Random(9293);

  @Test
  void whatADirectPathDoesAccusesNobody() {
    Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
    for (int i = 0; i < SPECS; i++) {
      Spec spec = spec();
      Prediction prediction = Oracle.predict(spec);
      for (Verdict verdict : prediction.verdicts()) {
        for (Delivery delivery : prediction.deliveries()) {
          if (prediction.allows(verdict, delivery, EvidenceLevel.KERNEL)) {
            TwoEndedRun run = direct(spec, verdict, delivery);
            assertThat(run.judgement().verdict()).isEqualTo(verdict);
            assertThat(run.judgement().delivery()).isEqualTo(delivery);
            assertThat(Diagnostician.diagnose(run)).as("%s of %s", verdict, spec).isNull();
            seen.merge(verdict, 1, Integer::sum);
          }
        }
      }
    }
    assertThat(seen).containsOnlyKeys(Verdict.CLEAN_EOF, Verdict.RESET, Verdict.EOF_THEN_RESET);
    assertThat(seen.values()).allMatch(count -> count > SPECS / 50);
  }

  /** A run over a direct path; the outcome of a race is random. */
  private TwoEndedRun direct(Spec spec, Verdict verdict, Delivery delivery) {
    Account account = new Account(spec).ended(verdict);
    switch (delivery) {
      case TRUNCATED -> account.observerRead(Math.max(1, spec.closerSends() / 3));
      case LOST -> account.observerRead(0);
      case WHOLE, NONE_SENT, UNKNOWN -> {}
    }
    if (spec.close().drainBeforeClose()) {
      drained(spec, verdict, account);
    } else if (bothFinsOut(spec)) {
      account.inState(verdict == Verdict.CLEAN_EOF ? either() : TcpState.LAST_ACK);
    } else if (spec.closerHalfCloses() && random.nextBoolean()) {
      account.inState(
          verdict == Verdict.RESET && delivery == Delivery.TRUNCATED
              ? TcpState.FIN_WAIT_1
              : fin(spec, verdict));
    }
    if (spec.plannedUnread() > 100_000
        && !spec.close().drainBeforeClose()
        && random.nextBoolean()) {
      account.unread(1 + random.nextInt(spec.plannedUnread()));
    }
    if (random.nextInt(4) == 0) {
      return account.probed(answer(spec, verdict)).twoEndedRun();
    }
    return account.twoEndedRun();
  }

  private static TcpState fin(Spec spec, Verdict verdict) {
    return verdict == Verdict.RESET
            && spec.closerSends() > Oracle.fitsUnread(spec, Environments.UNKNOWN)
        ? TcpState.FIN_WAIT_1
        : TcpState.FIN_WAIT_2;
  }

  /**
   * Sets a drain. Its bound may pass before the other end's FIN arrives, or before all of its bytes
   * do.
   */
  private void drained(Spec spec, Verdict verdict, Account account) {
    boolean boundPassed = verdict != Verdict.CLEAN_EOF || random.nextBoolean();
    if (!boundPassed) {
      return;
    }
    TcpState notYetAcknowledged =
        spec.observerHalfCloses() ? TcpState.LAST_ACK : TcpState.FIN_WAIT_1;
    account
        .drainBoundPassed()
        .inState(verdict == Verdict.RESET ? notYetAcknowledged : finSent(spec));
    boolean aborts = spec.close().aborts() && !spec.observerHalfCloses();
    if (verdict == Verdict.CLEAN_EOF && spec.close().aborts()) {
      account.inState(TcpState.CLOSE);
    } else if (verdict != Verdict.CLEAN_EOF && !aborts) {
      account.closerRead(Math.max(spec.close().bytesRead(), spec.observerSends() / 2));
    }
  }

  private static TcpState finSent(Spec spec) {
    return spec.observerHalfCloses() ? TcpState.LAST_ACK : TcpState.FIN_WAIT_2;
  }

  private static boolean bothFinsOut(Spec spec) {
    return spec.observerHalfCloses() && spec.closerHalfCloses();
  }

  private TcpState either() {
    return random.nextBoolean() ? TcpState.CLOSE : TcpState.LAST_ACK;
  }

  private static ProbeAnswer answer(Spec spec, Verdict verdict) {
    boolean canBeSent =
        verdict == Verdict.CLEAN_EOF
            && !spec.observerHalfCloses()
            && !spec.close().drainBeforeClose();
    return canBeSent ? ProbeAnswer.RESET : ProbeAnswer.NOT_SENT;
  }

  private Spec spec() {
    while (true) {
      try {
        Closer closer = random.nextBoolean() ? Closer.RESPONDER : Closer.INITIATOR;
        int sent = size();
        int reply = size();
        int in = closer == Closer.RESPONDER ? sent : reply;
        SpecDraft draft =
            SpecDraft.of(SpecFields.CLOSER, closer)
                .with(SpecFields.BYTES_SENT, sent)
                .with(SpecFields.BYTES_READ, random.nextBoolean() ? in : random.nextInt(in + 1))
                .with(SpecFields.REPLY_BYTES, reply)
                .with(SpecFields.SHUTDOWN_BEFORE_CLOSE, random.nextBoolean())
                .with(SpecFields.DRAIN_BEFORE_CLOSE, random.nextBoolean())
                .with(SpecFields.DRAIN_MILLIS, random.nextInt(1000))
                .with(
                    SpecFields.OBSERVER_READS,
                    OBSERVER_READS.get(random.nextInt(OBSERVER_READS.size())))
                .with(SpecFields.BYTES_SENT_AFTER_CLOSE, random.nextInt(3) == 0 ? size() : 0)
                .with(SpecFields.INITIATOR_HALF_CLOSES, random.nextInt(3) == 0);
        Integer linger = linger();
        draft = linger == null ? draft : draft.with(SpecFields.LINGER_SECONDS, linger);
        return draft.toSpec().with(new OtherEnd.Responder(TARGET, true));
      } catch (InvalidSpec _) {
        // The next random spec may keep the rules.
      }
    }
  }

  private @Nullable Integer linger() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> 1;
      default -> null;
    };
  }

  private int size() {
    return SIZES[random.nextInt(SIZES.length)];
  }
}
