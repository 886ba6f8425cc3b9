package net.teardown.picture.explanation;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What became of the bytes that an end sent, by what its kernel knew when time was up: a deadline
 * on bytes that never arrived is something else than one on bytes that nobody answered.
 */
final class Acknowledgement {

  private Acknowledgement() {}

  /**
   * Of an end that waited until time was up. Empty where it sent nothing, or its kernel can't say.
   *
   * @param who sent them: this end
   * @param whom they were for: the server
   * @param inTls whether it sent records, which is what its kernel counts
   */
  static Optional<String> sentence(EndRecord end, String who, String whom, boolean inTls) {
    TcpCounts tcp = end.tcp();
    long sent = end.bytesAccepted();
    long missing = unacknowledged(tcp);
    if (tcp == null || missing < 0) {
      return Optional.empty();
    }
    if (sent == 0) {
      return ofItsFin(end, tcp, who);
    }
    // Bytes that no count of the experiment's contains were sent last.
    long apart = Stream.of(Call.SEND_AFTER_IDLE, Call.PROBE).filter(end::succeededIn).count();
    if (missing > 0 && missing <= apart) {
      return Optional.of(
          "Everything that %s had sent, %s, was acknowledged, but not what it sent after that."
              .formatted(who, Quantity.bytes(sent)));
    }
    long left = missing - (missing == 0 ? 0 : apart);
    if (left == 0) {
      return Optional.of(
          "Everything that %s had sent, %s, was acknowledged%s."
              .formatted(who, Quantity.bytes(sent), tcp.inFlight() ? ", but for its FIN" : ""));
    }
    if (tcp.waitsToSend() && !tcp.unanswered()) {
      return notTaken(end, whom, inTls);
    }
    return Optional.of(
        "No acknowledgement came for the %s that %s had sent%s."
            .formatted(lastOf(left, sent, inTls), who, inSpiteOf(tcp)));
  }

  /** Of an end that sent no byte, but may have sent its FIN. */
  private static Optional<String> ofItsFin(EndRecord end, TcpCounts tcp, String who) {
    if (tcp.unacknowledgedSegments() == null || !end.succeededIn(Call.SHUTDOWN_WRITE)) {
      return Optional.empty();
    }
    return Optional.of(
        tcp.inFlight()
            ? "No acknowledgement came for the FIN of %s%s.".formatted(who, inSpiteOf(tcp))
            : "The FIN of %s was acknowledged.".formatted(who));
  }

  private static String inSpiteOf(TcpCounts tcp) {
    long again = Objects.requireNonNullElse(tcp.retransmits(), 0L);
    return again == 0
        ? ""
        : ", in spite of %s"
            .formatted(
                again == 1 ? "a retransmission" : Quantity.number(again) + " retransmissions");
  }

  /**
   * How much of what an end sent the other one had not taken by the end. Empty where it had all, or
   * this end's kernel can't say.
   *
   * @param whom they were for: the server
   * @param inTls as for a sentence
   */
  static Optional<String> notTaken(EndRecord end, String whom, boolean inTls) {
    long left = unacknowledged(end.tcp());
    return left <= 0
        ? Optional.empty()
        : Optional.of(
            "%s%s had not taken the %s."
                .formatted(
                    whom.substring(0, 1).toUpperCase(Locale.ROOT),
                    whom.substring(1),
                    lastOf(left, end.bytesAccepted(), inTls)));
  }

  private static String lastOf(long left, long sent, boolean inTls) {
    if (inTls) {
      return "last %s of records".formatted(Quantity.bytes(left));
    }
    return left >= sent
        ? Quantity.bytes(sent)
        : "last %s of the %s".formatted(Quantity.number(left), Quantity.bytes(sent));
  }

  private static long unacknowledged(@Nullable TcpCounts tcp) {
    Long left = tcp == null ? null : tcp.unacknowledgedBytes();
    return left == null ? -1 : left;
  }
}
