package net.teardown.experiment.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecTests;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what runs                                                            | verdicts
        //        | deliveries
        "'bytesSent':5                                                           | CLEAN_EOF       "
            + "          | NONE_SENT",
        "'bytesSent':0                                                           | CLEAN_EOF       "
            + "          | NONE_SENT",
        "'bytesSent':5,'shutdownBeforeClose':true                                | CLEAN_EOF       "
            + "          | NONE_SENT",
        "'bytesSent':5,'replyBytes':16777216,'observerReads':'LATE'              | CLEAN_EOF       "
            + "          | WHOLE",
        "'bytesSent':5,'bytesRead':1                                             | RESET           "
            + "          | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'replyBytes':512                            | RESET           "
            + "          | WHOLE",
        "'bytesSent':5,'bytesRead':1,'lingerSeconds':1                           | RESET           "
            + "          | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true                  | EOF_THEN_RESET  "
            + "          | NONE_SENT",
        "'bytesSent':5,'lingerSeconds':0                                         | RESET           "
            + "          | NONE_SENT",
        "'bytesSent':5,'lingerSeconds':0,'shutdownBeforeClose':true              | EOF_THEN_RESET  "
            + "          | NONE_SENT",
        "'bytesSent':5,'idleMillis':30                                           | RESET           "
            + "          | NONE_SENT",
        "'bytesSent':5,'idleMillis':30,'shutdownBeforeClose':true                | EOF_THEN_RESET  "
            + "          | NONE_SENT",
        "'bytesSent':5,'idleMillis':30,'shutdownBeforeClose':true,'drainBeforeClose':true |"
            + " CLEAN_EOF | NONE_SENT",
        "'bytesSent':5,'bytesSentAfterClose':1                                   | EOF_THEN_RESET  "
            + "          | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'bytesSentAfterClose':1                     | RESET           "
            + "          | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true | CLEAN_EOF"
            + "          | NONE_SENT",
        "'bytesSent':5,'initiatorHalfCloses':true                                | CLEAN_EOF       "
            + "          | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'initiatorHalfCloses':true                  | RESET           "
            + "          | NONE_SENT",
        "'bytesSent':5,'bytesRead':1,'initiatorHalfCloses':true,'shutdownBeforeClose':true |"
            + " CLEAN_EOF EOF_THEN_RESET | NONE_SENT",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR'         | RESET           "
            + "          | WHOLE",
        "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','initiatorHalfCloses':true"
            + " | EOF_THEN_RESET | WHOLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':1048576                        | RESET           "
            + "          | WHOLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':1048576,'observerReads':'LATE' | RESET           "
            + "          | WHOLE TRUNCATED",
        "'bytesSent':5,'bytesRead':1,'replyBytes':1048576,'observerReads':'LATE','shutdownBeforeClose':true"
            + " | EOF_THEN_RESET RESET | WHOLE TRUNCATED",
      })
  void theorySays(String fields, String verdicts, String deliveries) {
    Prediction prediction = Oracle.predict(SpecTests.draft("{" + fields + "}").toSpec());

    assertThat(prediction.verdicts()).isEqualTo(set(Verdict.class, verdicts));
    assertThat(prediction.deliveries()).isEqualTo(set(Delivery.class, deliveries));
  }

  /**
   * Before an abort, only the first congestion window is sent without acknowledgement. The
   * initiator's ticket is part of it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':5,'bytesRead':1,'replyBytes':5360,'observerReads':'LATE' | RESET | WHOLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':5361,'observerReads':'LATE' | RESET |"
            + " WHOLE TRUNCATED LOST",
        "'bytesSent':5,'bytesRead':1,'replyBytes':5361,'observerReads':'BLOCKED' | RESET |"
            + " WHOLE TRUNCATED LOST",
        "'bytesSent':5,'bytesRead':1,'replyBytes':1048576 | RESET | WHOLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':5360,'observerReads':'LATE','shutdownBeforeClose':true"
            + " | EOF_THEN_RESET | WHOLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':5361,'observerReads':'LATE','shutdownBeforeClose':true"
            + " | EOF_THEN_RESET RESET | WHOLE TRUNCATED LOST",
        "'bytesSent':5,'replyBytes':1048576,'observerReads':'LATE' | CLEAN_EOF | WHOLE",
        "'bytesSent':5344,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','observerReads':'LATE'"
            + " | RESET | WHOLE",
        "'bytesSent':5345,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR','observerReads':'LATE'"
            + " | RESET | WHOLE TRUNCATED LOST",
      })
  void acrossHostsOnlyTheFirstWindowFits(String fields, String verdicts, String deliveries) {
    Prediction prediction =
        Oracle.predict(SpecTests.draft("{'targetHost':'probe-b'," + fields + "}").toSpec());

    assertThat(prediction.verdicts()).isEqualTo(set(Verdict.class, verdicts));
    assertThat(prediction.deliveries()).isEqualTo(set(Delivery.class, deliveries));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':5,'replyBytes':9,'initiatorHalfCloses':true | CLEAN_EOF EOF_THEN_RESET",
        "'bytesSent':5,'initiatorHalfCloses':true,'shutdownBeforeClose':true,'drainBeforeClose':true"
            + " | CLEAN_EOF EOF_THEN_RESET",
        "'bytesSent':5,'bytesRead':1,'initiatorHalfCloses':true | RESET",
        "'bytesSent':5,'replyBytes':9,'initiatorHalfCloses':true,'closer':'INITIATOR' | CLEAN_EOF",
        "'bytesSent':5,'replyBytes':9 | CLEAN_EOF",
      })
  void acrossHostsAResetMayStrayWhereTheObserverHalfClosedFirst(String fields, String verdicts) {
    Prediction prediction =
        Oracle.predict(SpecTests.draft("{'targetHost':'probe-b'," + fields + "}").toSpec());

    assertThat(prediction.verdicts()).isEqualTo(set(Verdict.class, verdicts));
    assertThat(prediction.deliveries()).doesNotContain(Delivery.TRUNCATED);
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 1, CLEAN_EOF EOF_THEN_RESET",
    "100000, 1000, CLEAN_EOF",
    "5000, 1, CLEAN_EOF",
    "110000, 1000, CLEAN_EOF EOF_THEN_RESET"
  })
  void acrossHostsADrainMayEndBeforeAllHasCome(int unread, int millis, String verdicts) {
    String fields =
        "'bytesSent':%d,'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':%d"
            .formatted(unread, millis);

    assertThat(
            Oracle.predict(SpecTests.draft("{'targetHost':'probe-b'," + fields + "}").toSpec())
                .verdicts())
        .isEqualTo(set(Verdict.class, verdicts));
    if (unread < 102_400) {
      assertThat(Oracle.predict(SpecTests.draft("{" + fields + "}").toSpec()).verdicts())
          .containsExactly(Verdict.CLEAN_EOF);
    }
  }

  @Test
  void acrossHostsACutReplyNamesTheWindow() {
    String fields = "'bytesSent':5,'bytesRead':1,'replyBytes':6000,'observerReads':'LATE'";

    assertThat(
            Oracle.predict(SpecTests.draft("{'targetHost':'probe-b'," + fields + "}").toSpec())
                .sources())
        .contains("RFC 6928 2", "RFC 9293 3.7.1");
    assertThat(Oracle.predict(SpecTests.draft("{" + fields + "}").toSpec()).deliveries())
        .containsExactly(Delivery.WHOLE);
  }

  @Test
  void bytesMissingInFrontOfAFinAreNeverPredicted() {
    Prediction race =
        Oracle.predict(
            SpecTests.draft(
                    "{'bytesSent':5,'bytesRead':1,'replyBytes':1048576,'observerReads':'LATE',"
                        + "'shutdownBeforeClose':true,'initiatorHalfCloses':true}")
                .toSpec());

    assertThat(race.verdicts())
        .containsExactlyInAnyOrder(Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET, Verdict.RESET);
    assertThat(race.allows(Verdict.RESET, Delivery.TRUNCATED, EvidenceLevel.KERNEL)).isTrue();
    assertThat(race.allows(Verdict.CLEAN_EOF, Delivery.TRUNCATED, EvidenceLevel.KERNEL)).isFalse();
    assertThat(race.allows(Verdict.EOF_THEN_RESET, Delivery.TRUNCATED, EvidenceLevel.KERNEL))
        .isFalse();
    assertThat(race.allows(Verdict.CLEAN_EOF, Delivery.TRUNCATED, EvidenceLevel.APPLICATION))
        .isFalse();
    assertThat(race.allows(Verdict.CLEAN_EOF, Delivery.WHOLE, EvidenceLevel.KERNEL)).isTrue();
  }

  @Test
  void everyPredictionSaysWhyAndWhereFrom() {
    Prediction prediction =
        Oracle.predict(SpecTests.draft("{'bytesSent':5,'bytesRead':1}").toSpec());

    assertThat(prediction.why()).contains("unread").endsWith(".");
    assertThat(prediction.sources()).containsExactly("RFC 1122 4.2.2.13", "RFC 2525 2.17");
  }

  @Test
  void aTruncatedReplyBehindACleanEndIsNeverPredicted() {
    Prediction prediction =
        Oracle.predict(
            SpecTests.draft("{'bytesSent':5,'replyBytes':1048576,'observerReads':'LATE'}")
                .toSpec());

    assertThat(prediction.allows(Verdict.CLEAN_EOF, Delivery.TRUNCATED, EvidenceLevel.KERNEL))
        .isFalse();
  }

  @Test
  void withoutKernelEvidenceAHiddenResetAndACleanEndCountAsOne() {
    Prediction hidden =
        Oracle.predict(
            SpecTests.draft("{'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true}").toSpec());

    assertThat(hidden.allows(Verdict.CLEAN_EOF, Delivery.NONE_SENT, EvidenceLevel.APPLICATION))
        .isTrue();
    assertThat(hidden.allows(Verdict.CLEAN_EOF, Delivery.NONE_SENT, EvidenceLevel.KERNEL))
        .isFalse();
    assertThat(hidden.allows(Verdict.RESET, Delivery.NONE_SENT, EvidenceLevel.APPLICATION))
        .isFalse();
  }

  private static <E extends Enum<E>> Set<E> set(Class<E> type, String names) {
    return Stream.of(names.strip().split(" "))
        .map(name -> Enum.valueOf(type, name))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
  }

  /** As measured: 2,048, 29,824 and 14,480 of 60,000 bytes arrived; others were cut as well. */
  @ParameterizedTest
  @CsvSource({
    "net.ipv4.tcp_rmem, 4096 4096 6291456, 60000",
    "net.ipv4.tcp_rmem, 4096 4096 6291456, 2049",
    "net.ipv4.tcp_rmem, 4096 32768 6291456, 60000",
    "net.ipv4.tcp_rmem, 4096 100000 6291456, 100000",
    "net.ipv4.tcp_syncookies, 2, 60000",
    "net.ipv4.tcp_window_scaling, 0, 100000",
    "lo.mtu, 576, 100000"
  })
  void whereTheHostsSettingsLeaveASocketLessRoomAShortReplyMayBeCutAsWell(
      String setting, String value, int replyBytes) {
    for (String reads : List.of("LATE", "BLOCKED")) {
      Spec spec = reply(replyBytes, ",'observerReads':'%s'".formatted(reads));
      Prediction little = Oracle.predict(spec, under(setting, value));

      assertThat(Oracle.predict(spec).deliveries()).containsExactly(Delivery.WHOLE);
      assertThat(little.deliveries()).containsExactly(Delivery.WHOLE, Delivery.TRUNCATED);
      assertThat(little.why()).contains("%s is %s".formatted(setting, value));
      assertThat(little.sources()).contains("tcp(7) tcp_rmem");
    }
    Spec prompt = reply(replyBytes, "");
    assertThat(Oracle.predict(prompt, under(setting, value))).isEqualTo(Oracle.predict(prompt));
  }

  /** As measured: so much arrived whole. */
  @ParameterizedTest
  @CsvSource({
    "net.ipv4.tcp_rmem, 4096 4096 6291456, 1024",
    "net.ipv4.tcp_rmem, 4096 32768 6291456, 8192",
    "net.ipv4.tcp_rmem, 4096 131072 6291456, 102400",
    "net.ipv4.tcp_rmem, 4096 1048576 6291456, 102400",
    "net.ipv4.tcp_rmem, no numbers, 102400",
    "net.ipv4.tcp_syncookies, 2, 5240",
    "net.ipv4.tcp_syncookies, 1, 102400",
    "net.ipv4.tcp_window_scaling, 0, 32767",
    "lo.mtu, 1500, 102400",
    "lo.mtu, 576, 4096"
  })
  void whatFitsUnderTheHostsSettingsIsWhole(String setting, String value, int replyBytes) {
    Spec spec = reply(replyBytes, ",'observerReads':'LATE'");

    assertThat(Oracle.predict(spec, under(setting, value)).deliveries())
        .containsExactly(Delivery.WHOLE);
    assertThat(Oracle.fitsUnread(spec, under(setting, value))).isEqualTo(replyBytes);
  }

  @Test
  void aSettingIsAReasonWhereItWidensAnAnswerAndNowhereElse() {
    int widened = 0;
    for (String closer : List.of("INITIATOR", "RESPONDER")) {
      for (String reads : List.of("PROMPT", "LATE")) {
        for (String more :
            List.of(
                "'bytesRead':1",
                "'bytesRead':1,'shutdownBeforeClose':true",
                "'bytesRead':0,'lingerSeconds':0",
                "'bytesRead':0,'shutdownBeforeClose':true,'drainBeforeClose':true",
                "'bytesRead':5,'drainBeforeClose':true,'shutdownBeforeClose':true,'lingerSeconds':0")) {
          for (int sent : new int[] {5, 60_000, 200_000}) {
            for (String target : List.of("", ",'targetHost':'probe-b'")) {
              int toCloser = sent == 5 ? 60_000 : 5;
              String spec =
                  "'closer':'%s','observerReads':'%s','bytesSent':%d,'replyBytes':%d,%s%s"
                      .formatted(
                          closer,
                          reads,
                          closer.equals("INITIATOR") ? sent : toCloser,
                          closer.equals("INITIATOR") ? toCloser : sent,
                          more,
                          target);
              widened += isReasonWhereItWidens(spec) ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(widened).isBetween(4, 60);
  }

  private static boolean isReasonWhereItWidens(String fields) {
    Spec spec;
    try {
      spec = local(fields);
    } catch (InvalidSpec _) {
      return false;
    }
    Prediction ordinary = Oracle.predict(spec);
    Prediction little = Oracle.predict(spec, under("net.ipv4.tcp_rmem", "4096 4096 6291456"));
    boolean widened =
        !little.verdicts().equals(ordinary.verdicts())
            || !little.deliveries().equals(ordinary.deliveries());
    assertThat(little.why().contains("net.ipv4.tcp_rmem")).as(fields).isEqualTo(widened);
    assertThat(little.equals(ordinary)).as(fields).isNotEqualTo(widened);
    return widened;
  }

  @Test
  void betweenTwoHostsTheObserversSettingsDecide() {
    String late = ",'observerReads':'LATE','targetHost':'probe-b'";
    Environment little = Environment.of(Map.of("net.ipv4.tcp_rmem", "4096 4096 6291456"));
    Environment ordinary = Environment.of(Map.of("net.ipv4.tcp_rmem", "4096 131072 6291456"));

    assertThat(Oracle.predict(reply(2000, late), new Environments(little, ordinary)).deliveries())
        .containsExactly(Delivery.WHOLE, Delivery.TRUNCATED, Delivery.LOST);
    assertThat(Oracle.predict(reply(2000, late), new Environments(ordinary, little)))
        .isEqualTo(Oracle.predict(reply(2000, late)));
    assertThat(Oracle.predict(reply(2000, late), new Environments(null, little)))
        .isEqualTo(Oracle.predict(reply(2000, late)));
  }

  private static Environments under(String setting, String value) {
    return Environments.ofBoth(Environment.of(Map.of(setting, value)));
  }

  private static Spec reply(int bytes, String more) {
    return local("'bytesSent':5,'bytesRead':1,'replyBytes':%d%s".formatted(bytes, more));
  }

  private static Spec local(String fields) {
    return SpecTests.draft("{" + fields + "}").toSpec();
  }
}
