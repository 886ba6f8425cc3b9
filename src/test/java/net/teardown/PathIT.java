package net.teardown;

import static net.teardown.experiment.outcome.Diagnosis.Kind.ADDRESS_TRANSLATED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.CUT_OFF;
import static net.teardown.experiment.outcome.Diagnosis.Kind.ENDED_IN_BETWEEN;
import static net.teardown.experiment.outcome.Diagnosis.Kind.FIN_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.LARGE_SEGMENTS_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESETS_BLOCKED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.RESET_TRANSLATED_OR_DROPPED;
import static net.teardown.experiment.outcome.Diagnosis.Kind.REWRITTEN;
import static net.teardown.experiment.outcome.Diagnosis.Kind.TRUNCATION_HIDDEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Daemon;
import net.teardown.lab.Host;
import net.teardown.lab.Proxy;
import net.teardown.lab.Rule;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests what a path does to a teardown, and what two instances conclude. */
@ExtendWith(PathLab.Shared.class)
class PathIT {

  private static final int DATA = PathLab.DATA;

  private static final String CLEAN = "'bytesSent':5,'replyBytes':3";
  private static final String UNREAD = "'bytesSent':5,'bytesRead':1";
  private static final String FIN_FIRST = UNREAD + ",'shutdownBeforeClose':true";
  private static final String LINGER_0 = "'bytesSent':5,'lingerSeconds':0";
  private static final String AFTER_CLOSE = "'bytesSent':5,'bytesSentAfterClose':4";
  private static final String DIAGNOSE = ",'diagnose':true";

  /** Runs that wait for something that never arrives take the whole timeout. */
  private static final String SHORTLY = ",'timeoutMillis':1000";

  private final PathLab lab;
  private final Host router;

  PathIT(PathLab lab) {
    this.lab = lab;
    this.router = lab.router();
  }

  private PathRun straight(String spec) {
    return lab.run("a", lab.straightTo("b") + spec);
  }

  private PathRun through(String spec) {
    return lab.run("a", lab.through("b") + spec);
  }

  private InetSocketAddress responder() {
    return new InetSocketAddress(lab.host("b").v4(), DATA);
  }

  @Nested
  class WhereResetsAreDropped {

    @Test
    void aCleanEndStaysCleanAndNobodyIsAccused() {
      try (Rule _ = router.dropResets(DATA)) {
        PathRun run = straight(CLEAN);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(run.kinds()).isEmpty();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {UNREAD, LINGER_0})
    void anAbortIsNeverHeardOf(String spec) {
      try (Rule dropped = router.dropResets(DATA)) {
        PathRun run = straight(spec + SHORTLY);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.TIMED_OUT);
        assertThat(run.kinds()).as("%s", run).containsExactly(RESETS_BLOCKED);
        assertThat(run.explanation()).contains("No reset came");
        assertThat(dropped.packets()).isPositive();
      }
    }

    @Test
    void anAbortBehindAFinLooksClean() {
      try (Rule dropped = router.dropResets(DATA)) {
        PathRun run = straight(FIN_FIRST);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(run.kinds()).as("%s", run).containsExactly(RESET_TRANSLATED_OR_DROPPED);
        assertThat(run.confirmed(RESET_TRANSLATED_OR_DROPPED)).isFalse();
        assertThat(dropped.packets()).isPositive();
      }
    }

    @Test
    void aByteMoreProvesThatTheResetIsDropped() {
      try (Rule _ = router.dropResets(DATA)) {
        PathRun run = straight(FIN_FIRST + DIAGNOSE);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(run.probe()).isEqualTo(ProbeAnswer.UNACKNOWLEDGED);
        assertThat(run.kinds()).as("%s", run).containsExactly(RESET_TRANSLATED_OR_DROPPED);
        assertThat(run.confirmed(RESET_TRANSLATED_OR_DROPPED)).isTrue();
      }
    }

    @Test
    void whatIsSentAfterTheCloseIsNotAnswered() {
      try (Rule dropped = router.dropResets(DATA)) {
        PathRun run = straight(AFTER_CLOSE);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(run.kinds()).as("%s", run).containsExactly(RESET_TRANSLATED_OR_DROPPED);
        assertThat(dropped.packets()).isPositive();
      }
    }

    @Test
    void anAbortingInitiatorIsNotHeardOfEither() {
      String spec = "'bytesSent':5,'replyBytes':5,'bytesRead':1,'closer':'INITIATOR'";
      try (Rule dropped = router.dropResets(DATA)) {
        List<PathRun> runs =
            PathLab.atOnce(
                List.of(
                    // Both ends wait until the deadline here, and the report has to come after it.
                    () -> straight(spec + ",'timeoutMillis':2500"),
                    () -> straight(spec + ",'shutdownBeforeClose':true" + DIAGNOSE)));

        assertThat(runs.getFirst().verdict()).as("%s", runs).isEqualTo(Verdict.TIMED_OUT);
        assertThat(runs.getFirst().kinds()).as("%s", runs).containsExactly(RESETS_BLOCKED);
        assertThat(runs.getLast().verdict()).as("%s", runs).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(runs.getLast().kinds())
            .as("%s", runs)
            .containsExactly(RESET_TRANSLATED_OR_DROPPED);
        assertThat(runs.getLast().confirmed(RESET_TRANSLATED_OR_DROPPED)).isTrue();
        assertThat(dropped.packets()).isPositive();
      }
    }
  }

  @Nested
  class WhereFinsAreDropped {

    @Test
    void aCleanEndNeverComes() {
      try (Rule dropped = router.dropFinsFrom(DATA)) {
        PathRun run = straight(CLEAN + SHORTLY);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.TIMED_OUT);
        assertThat(run.delivery()).isEqualTo(Delivery.WHOLE);
        assertThat(run.kinds()).as("%s", run).containsExactly(FIN_BLOCKED);
        assertThat(dropped.packets()).isPositive();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {UNREAD, LINGER_0})
    void aResetComesAndNobodyIsAccused(String spec) {
      try (Rule _ = router.dropFinsFrom(DATA)) {
        PathRun run = straight(spec);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.RESET);
        assertThat(run.kinds()).as("%s", run).isEmpty();
      }
    }

    @Test
    void aResetBehindAFinComesAlone() {
      try (Rule dropped = router.dropFinsFrom(DATA)) {
        PathRun run = straight(FIN_FIRST);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.RESET);
        assertThat(run.kinds()).as("%s", run).containsExactly(FIN_BLOCKED);
        assertThat(dropped.packets()).isPositive();
      }
    }

    @Test
    void whatIsSentAfterTheCloseIsAnsweredWithoutAFinInFront() {
      try (Rule _ = router.dropFinsFrom(DATA)) {
        PathRun run = straight(AFTER_CLOSE);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.RESET);
        assertThat(run.kinds()).as("%s", run).containsExactly(FIN_BLOCKED);
      }
    }
  }

  @Nested
  class WhereLargePacketsAreDropped {

    @Test
    void aReplyOfFullSegmentsNeverComesAndOneOfSmallSegmentsDoes() {
      try (Rule dropped =
          router.drop("ip length > 700 tcp sport " + DATA, "ip length > 700 tcp dport " + DATA)) {
        List<PathRun> runs =
            PathLab.atOnce(
                List.of(
                    () -> straight("'bytesSent':5,'replyBytes':5000"),
                    () -> straight("'bytesSent':5,'replyBytes':5000" + DIAGNOSE),
                    () -> straight("'bytesSent':5000,'replyBytes':5" + DIAGNOSE),
                    () -> straight("'bytesSent':5,'replyBytes':500" + DIAGNOSE)));

        assertThat(runs.get(0).kinds()).as("%s", runs).containsExactly(LARGE_SEGMENTS_BLOCKED);
        assertThat(runs.get(0).confirmed(LARGE_SEGMENTS_BLOCKED)).isFalse();
        for (PathRun run : runs.subList(1, 3)) {
          assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.INCONCLUSIVE);
          assertThat(run.kinds()).as("%s", run).containsExactly(LARGE_SEGMENTS_BLOCKED);
          assertThat(run.confirmed(LARGE_SEGMENTS_BLOCKED)).as("%s", run).isTrue();
          assertThat(run.outcome().at("/diagnosis/repeats/0/verdict").asString())
              .isEqualTo("CLEAN_EOF");
          assertThat(run.outcome().at("/diagnosis/repeats/0/segmentBytes").asInt()).isEqualTo(500);
        }
        assertThat(runs.get(3).verdict()).as("%s", runs).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(runs.get(3).kinds()).isEmpty();
        assertThat(dropped.packets()).isPositive();
      }
    }
  }

  @Nested
  class ThroughANat {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingIsAsOnADirectPathButTheAddress(boolean v4) {
      Host b = lab.host("b");
      InetAddress inside = v4 ? b.v4() : b.v6();
      String target = lab.through(v4 ? router.v4() : router.v6(), "b");
      try (Rule nat = router.translate(DATA, new InetSocketAddress(inside, DATA))) {
        List<PathRun> runs =
            PathLab.atOnce(
                List.of(
                    () -> lab.run("a", target + CLEAN),
                    () -> lab.run("a", target + UNREAD),
                    () -> lab.run("a", target + FIN_FIRST),
                    () -> lab.run("a", target + LINGER_0),
                    () -> lab.run("a", target + AFTER_CLOSE)));

        assertThat(runs)
            .extracting(PathRun::verdict)
            .as("%s", runs)
            .containsExactly(
                Verdict.CLEAN_EOF,
                Verdict.RESET,
                Verdict.EOF_THEN_RESET,
                Verdict.RESET,
                Verdict.EOF_THEN_RESET);
        assertThat(runs)
            .allSatisfy(run -> assertThat(run.kinds()).containsExactly(ADDRESS_TRANSLATED));
        assertThat(nat.packets()).as("connections").isEqualTo(5);
      }
    }

    @Test
    void aHiddenResetIsWaitedForAsLongAsTheSecondLegMayTake() {
      try (Rule _ = router.translate(DATA, responder())) {
        assertThat(through(CLEAN).settledMicros()).isBetween(250_000L, 400_000L);
        assertThat(through("'bytesSent':5,'replyBytes':3,'closer':'INITIATOR'").settledMicros())
            .isBetween(250_000L, 400_000L);
      }
      assertThat(straight(CLEAN).settledMicros()).isLessThan(200_000);
    }
  }

  @Nested
  class ThroughAProxy {

    @ParameterizedTest
    @EnumSource
    void anAbortLooksLikeACleanEnd(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        List<PathRun> runs =
            PathLab.atOnce(List.of(() -> through(UNREAD), () -> through(LINGER_0)));

        assertThat(runs)
            .allSatisfy(run -> {
              assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
              assertThat(run.kinds())
                  .as("%s", run)
                  .containsExactly(RESET_TRANSLATED_OR_DROPPED, ADDRESS_TRANSLATED);
              assertThat(run.confirmed(RESET_TRANSLATED_OR_DROPPED))
                  .as("by one run alone: %s", run)
                  .isFalse();
            });
      }
    }

    @ParameterizedTest
    @EnumSource
    void anAbortThatLooksLikeACleanEndIsProvenByTheProbeOrByThreeOfThree(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        PathRun run = through(UNREAD + DIAGNOSE);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(run.confirmed(RESET_TRANSLATED_OR_DROPPED)).as("%s", run).isTrue();
        assertThat(run.outcome().at("/diagnosis/repeats").size())
            .as("%s", run)
            .isEqualTo(run.probe() == ProbeAnswer.ACKNOWLEDGED ? 0 : 2);
      }
    }

    @Test
    void aHalfCloseThatIsTakenForTheEndIsToldByTheCloser() {
      Needs.success(Proxy.NGINX.trial());
      String spec = "'bytesSent':5,'replyBytes':512,'initiatorHalfCloses':true";
      try (Daemon _ = Proxy.NGINX.start(router, lab.directory(), DATA, responder())) {
        for (String and : List.of("", ",'shutdownBeforeClose':true", DIAGNOSE)) {
          PathRun run = through(spec + and);

          assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
          assertThat(run.delivery()).isEqualTo(Delivery.LOST);
          assertThat(run.kinds()).as("%s", run).containsExactly(CUT_OFF, ADDRESS_TRANSLATED);
          assertThat(run.confirmed(CUT_OFF)).isTrue();
          assertThat(run.explanation()).contains("proxy_half_close on");
        }
      }
    }

    /** A proxy that closes at the FIN sometimes does so before the close that follows. */
    @ParameterizedTest
    @EnumSource
    void anAbortBehindAFinLooksCleanAndIsHeldAgainstTheProxyWhereItWasOne(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        List<PathRun> runs =
            PathLab.atOnce(
                List.of(
                    () -> through(FIN_FIRST), () -> through(FIN_FIRST), () -> through(FIN_FIRST)));

        assertThat(runs)
            .allSatisfy(run -> {
              boolean aborted = run.stateAtClose().startsWith("FIN_WAIT");
              assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
              assertThat(run.kinds().contains(RESET_TRANSLATED_OR_DROPPED))
                  .as("%s", run)
                  .isEqualTo(aborted);
            });
      }
    }

    @ParameterizedTest
    @EnumSource
    void aCleanEndIsOneAndTheProxyIsAllThatIsSaid(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        PathRun run = through(CLEAN);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(run.delivery()).isEqualTo(Delivery.WHOLE);
        assertThat(run.kinds()).as("%s", run).containsExactly(ADDRESS_TRANSLATED);
        assertThat(run.settledMicros()).isGreaterThanOrEqualTo(250_000);
      }
    }

    @ParameterizedTest
    @EnumSource
    void aByteMoreIsAcknowledgedForOneWhoIsGone(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        List<PathRun> runs =
            PathLab.atOnce(
                List.of(
                    () -> through(CLEAN + DIAGNOSE),
                    () -> through(UNREAD + DIAGNOSE),
                    () -> through(FIN_FIRST + DIAGNOSE)));

        assertThat(runs)
            .allSatisfy(run -> {
              assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
              assertThat(run.probe()).isIn(ProbeAnswer.ACKNOWLEDGED, ProbeAnswer.RESET);
              assertThat(run.kinds().contains(ENDED_IN_BETWEEN))
                  .as("%s", run)
                  .isEqualTo(run.probe() == ProbeAnswer.ACKNOWLEDGED);
            });
        if (proxy == Proxy.HAPROXY) {
          assertThat(runs.getFirst().confirmed(ENDED_IN_BETWEEN)).as("%s", runs).isTrue();
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentAfterTheCloseMayBeSwallowed(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        PathRun run = through(AFTER_CLOSE);

        assertThat(run.verdict()).as("%s", run).isIn(Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET);
        assertThat(run.kinds()).as("%s", run).contains(ADDRESS_TRANSLATED);
      }
    }

    @ParameterizedTest
    @EnumSource
    void aLargeReplyMayBeCutShortBehindACleanEnd(Proxy proxy) {
      Needs.success(proxy.trial());
      // More than all buffers on the path, so a late reader always leaves some bytes with the
      // closer.
      String large = UNREAD + ",'replyBytes':16777216,'observerReads':";
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        List<PathRun> runs = new ArrayList<>();
        for (String reads : List.of("'LATE'", "'BLOCKED'", "'LATE'", "'BLOCKED'")) {
          runs.add(through(large + reads));
        }

        assertThat(runs)
            .allSatisfy(run -> {
              assertThat(run.verdict())
                  .as("%s", run)
                  .isIn(Verdict.CLEAN_EOF, Verdict.RESET, Verdict.EOF_THEN_RESET);
              assertThat(run.delivery()).isIn(Delivery.WHOLE, Delivery.TRUNCATED, Delivery.LOST);
              boolean hidden =
                  run.verdict() == Verdict.CLEAN_EOF && run.delivery() != Delivery.WHOLE;
              assertThat(run.kinds().contains(TRUNCATION_HIDDEN)).as("%s", run).isEqualTo(hidden);
              assertThat(run.outcome().get("asPredicted").asBoolean())
                  .as("%s", run)
                  .isEqualTo(run.verdict() == Verdict.RESET);
            });
        assertThat(runs).extracting(PathRun::kinds).anyMatch(k -> k.contains(TRUNCATION_HIDDEN));
      }
    }

    @ParameterizedTest
    @EnumSource
    void theSameGoneStraightShowsTheDifference(Proxy proxy) throws Exception {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, responder())) {
        PathRun run = through(UNREAD + ",'compare':'DIRECT'");

        JsonNode comparison = run.outcome().get("comparison");
        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.CLEAN_EOF);
        assertThat(comparison.get("verdict").asString()).isEqualTo("RESET");
        assertThat(comparison.get("differs").asBoolean()).isTrue();
        assertThat(run.explanation()).contains("what lies between made the difference");
        JsonNode direct = lab.kept("a", comparison.get("id").asString());
        assertThat(direct.get("verdict").asString()).isEqualTo("RESET");
        assertThat(direct.get("diagnosis").isNull()).as("%s", direct).isTrue();
        assertThat(direct.get("spec").get("targetHost").asString())
            .isEqualTo(lab.host("b").v4().getHostAddress());
      }
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderInFrontOfTheTicketIsShown(Proxy proxy) {
      Needs.success(proxy.trial());
      try (Daemon _ = proxy.startWithProxyHeader(router, lab.directory(), DATA, responder())) {
        PathRun run = through(UNREAD);

        assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.reason()).isEqualTo(Reason.TICKET_NOT_CLAIMED);
        assertThat(run.detail()).contains("PROXY TCP4 " + lab.host("a").v4().getHostAddress());
        assertThat(run.kinds()).as("%s", run).contains(REWRITTEN);
        assertThat(run.tookMillis()).as("no need to wait").isLessThan(3000);
      }
    }

    @ParameterizedTest
    @EnumSource
    void withoutABackendItIsNeverTakenForAnEnd(Proxy proxy) {
      Needs.success(proxy.trial());
      InetSocketAddress nobody = new InetSocketAddress(lab.host("b").v4(), 8099);
      List<String> specs =
          List.of(
              CLEAN,
              UNREAD,
              FIN_FIRST,
              LINGER_0,
              AFTER_CLOSE,
              CLEAN + ",'initiatorHalfCloses':true",
              UNREAD + ",'observerReads':'LATE'",
              UNREAD + ",'observerReads':'BLOCKED'",
              "'bytesSent':5,'replyBytes':5,'bytesRead':1,'closer':'INITIATOR'",
              "'bytesSent':5,'replyBytes':5,'closer':'INITIATOR','shutdownBeforeClose':true");
      try (Daemon _ = proxy.start(router, lab.directory(), DATA, nobody)) {
        List<PathRun> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          runs.addAll(
              PathLab.atOnce(
                  specs.stream()
                      .<Supplier<PathRun>>map(spec -> () -> through(spec + ",'timeoutMillis':1500"))
                      .toList()));
        }

        assertThat(runs)
            .allSatisfy(run -> {
              assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.INCONCLUSIVE);
              assertThat(run.reason()).as("%s", run).isEqualTo(Reason.TICKET_NOT_CLAIMED);
              assertThat(run.tookMillis()).isLessThan(1800);
            });
      }
    }
  }

  @Nested
  class WhereTwoRespondersTakeTurns {

    @Test
    void aRunThatReachesTheOtherOneIsNotJudgedAndNamesIt() {
      String other = "probe-c";
      try (Rule turns = router.takeTurns(DATA, lab.host("b"), lab.host("c"))) {
        List<PathRun> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          runs.add(through(UNREAD));
        }

        assertThat(runs)
            .filteredOn(run -> run.verdict() == Verdict.RESET)
            .as("%s", runs)
            .hasSize(3);
        assertThat(runs)
            .filteredOn(run -> run.reason() == Reason.REACHED_ANOTHER_INSTANCE)
            .hasSize(3)
            .allSatisfy(run -> {
              assertThat(run.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
              assertThat(run.detail()).contains(other, "probe-b");
              assertThat(run.tookMillis()).as("it knows at once").isLessThan(1000);
            });
        assertThat(turns.packets()).as("connections").isEqualTo(6);
      }
    }

    @Test
    void whateverWasToHappenTheOtherOneIsNeverTakenForTheRightOne() {
      String first = "'bytesSent':5,'replyBytes':5,'closer':'INITIATOR'";
      try (Rule _ = router.takeTurns(DATA, lab.host("c"), lab.host("c"))) {
        List<PathRun> runs =
            PathLab.atOnce(
                List.of(
                    () -> through(CLEAN + SHORTLY),
                    () -> through(CLEAN + ",'initiatorHalfCloses':true" + SHORTLY),
                    () -> through(UNREAD + ",'observerReads':'LATE'" + SHORTLY),
                    () -> through(UNREAD + ",'observerReads':'BLOCKED'" + SHORTLY),
                    () -> through(AFTER_CLOSE + SHORTLY),
                    () -> through(first + SHORTLY),
                    () -> through(first + ",'bytesRead':1" + SHORTLY)));

        assertThat(runs)
            .allSatisfy(run -> {
              assertThat(run.verdict()).as("%s", run).isEqualTo(Verdict.INCONCLUSIVE);
              assertThat(run.reason())
                  .as("%s", run)
                  .isIn(Reason.REACHED_ANOTHER_INSTANCE, Reason.TICKET_NOT_CLAIMED);
            });
      }
    }
  }
}
