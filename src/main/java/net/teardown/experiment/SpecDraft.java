package net.teardown.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spec as it is written down: in a request, in a scenario's file, in an outcome. Every field may
 * be left out but {@link #bytesSent}; {@link #toSpec()} fills in the defaults. Byte counts are 0 to
 * 16 MiB.
 */
@Schema(
    description =
        "What the experiment is to do. Only bytesSent is required; every byte count is 0 to 16"
            + " MiB.")
public record SpecDraft(
    @Schema(
            description = "Bytes that the initiator (A) sends",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minimum = "0",
            maximum = "16777216",
            example = "5")
        @Nullable Integer bytesSent,
    @Schema(
            description = "Bytes that the closer reads before it closes; all of them if left out",
            minimum = "0",
            maximum = "16777216",
            example = "1")
        @Nullable Integer bytesRead,
    @Schema(
            description = "Bytes that the responder (B) writes back",
            minimum = "0",
            maximum = "16777216",
            defaultValue = "0",
            example = "0")
        @Nullable Integer replyBytes,
    @Schema(description = "Which end closes first", defaultValue = "RESPONDER")
        @Nullable Closer closer,
    @Schema(
            description = "The closer half-closes first: shutdown(SHUT_WR)",
            defaultValue = "false",
            example = "false")
        @Nullable Boolean shutdownBeforeClose,
    @Schema(
            description = "The closer drains after its half-close; needs shutdownBeforeClose",
            defaultValue = "false",
            example = "false")
        @Nullable Boolean drainBeforeClose,
    @Schema(
            description = "Bound of that drain in milliseconds",
            minimum = "0",
            maximum = "60000",
            defaultValue = "1000",
            example = "1000")
        @Nullable Integer drainMillis,
    @Schema(
            description =
                "When the observer reads: while the closer writes, after the close, or sitting in"
                    + " recv(2)",
            defaultValue = "PROMPT")
        @Nullable ObserverReads observerReads,
    @Schema(
            description =
                "SO_LINGER on the closer, in seconds: 0 aborts, 1 to 3600 makes close(2) wait;"
                    + " unset if left out",
            minimum = "0",
            maximum = "3600",
            nullable = true)
        @Nullable Integer lingerSeconds,
    @Schema(
            description = "Bytes that the observer sends once the closer has closed",
            minimum = "0",
            maximum = "16777216",
            defaultValue = "0",
            example = "0")
        @Nullable Integer bytesSentAfterClose,
    @Schema(
            description = "The initiator half-closes after sending: shutdown(SHUT_WR)",
            defaultValue = "false",
            example = "false")
        @Nullable Boolean initiatorHalfCloses,
    @Schema(description = "Who the other end is", defaultValue = "LOOPBACK")
        @Nullable PeerKind peer,
    @Schema(
            description = "Deadline for the whole run in milliseconds",
            minimum = "1",
            maximum = "60000",
            defaultValue = "5000",
            example = "5000")
        @Nullable Integer timeoutMillis,
    @Schema(
            description = "Groups runs in the history; 1 to 64 characters",
            minLength = 1,
            maxLength = 64,
            nullable = true,
            example = "first-try")
        @Nullable String label) {

  private static final int LONGEST_LABEL = 64;

  /** A draft that says nothing. */
  public static final SpecDraft EMPTY =
      new SpecDraft(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /** The draft that says everything of this spec. */
  public static SpecDraft of(Spec spec, @Nullable String label) {
    return new SpecDraft(
        spec.bytesSent(),
        spec.bytesRead(),
        spec.replyBytes(),
        spec.closer(),
        spec.shutdownBeforeClose(),
        spec.drainBeforeClose(),
        spec.drainMillis(),
        spec.observerReads(),
        spec.lingerSeconds(),
        spec.bytesSentAfterClose(),
        spec.initiatorHalfCloses(),
        spec.peer(),
        spec.timeoutMillis(),
        label);
  }

  /** This draft, with what {@code other} says put over it. */
  public SpecDraft overriddenBy(SpecDraft other) {
    return new SpecDraft(
        either(other.bytesSent, bytesSent),
        either(other.bytesRead, bytesRead),
        either(other.replyBytes, replyBytes),
        either(other.closer, closer),
        either(other.shutdownBeforeClose, shutdownBeforeClose),
        either(other.drainBeforeClose, drainBeforeClose),
        either(other.drainMillis, drainMillis),
        either(other.observerReads, observerReads),
        either(other.lingerSeconds, lingerSeconds),
        either(other.bytesSentAfterClose, bytesSentAfterClose),
        either(other.initiatorHalfCloses, initiatorHalfCloses),
        either(other.peer, peer),
        either(other.timeoutMillis, timeoutMillis),
        either(other.label, label));
  }

  /** This draft, with SO_LINGER left alone. */
  public SpecDraft withoutLinger() {
    return new SpecDraft(
        bytesSent,
        bytesRead,
        replyBytes,
        closer,
        shutdownBeforeClose,
        drainBeforeClose,
        drainMillis,
        observerReads,
        null,
        bytesSentAfterClose,
        initiatorHalfCloses,
        peer,
        timeoutMillis,
        label);
  }

  /**
   * The spec that this draft asks for, defaults filled in.
   *
   * @throws InvalidSpec if a field is missing or breaks a rule
   */
  public Spec toSpec() {
    if (bytesSent == null) {
      throw new InvalidSpec(
          List.of(
              new InvalidSpec.Violation(
                  "bytesSent", "is required: how many bytes the initiator sends, for example 5")));
    }
    if (label != null && !validLabel(label)) {
      throw new InvalidSpec(
          List.of(
              new InvalidSpec.Violation(
                  "label",
                  "must be 1 to "
                      + LONGEST_LABEL
                      + " characters, not blank and without control characters")));
    }
    Closer whoCloses = either(closer, Closer.RESPONDER);
    int reply = either(replyBytes, 0);
    return new Spec(
        either(peer, PeerKind.LOOPBACK),
        whoCloses,
        bytesSent,
        either(bytesRead, whoCloses == Closer.RESPONDER ? bytesSent : reply),
        reply,
        either(shutdownBeforeClose, false),
        either(drainBeforeClose, false),
        either(drainMillis, 1000),
        either(observerReads, ObserverReads.PROMPT),
        lingerSeconds,
        either(bytesSentAfterClose, 0),
        either(initiatorHalfCloses, false),
        either(timeoutMillis, 5000));
  }

  /**
   * Control characters would reach terminals, and neither NUL nor half a surrogate pair can be
   * stored everywhere.
   */
  private static boolean validLabel(String label) {
    return !label.isBlank()
        && label.length() <= LONGEST_LABEL
        && label
            .codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private static <T extends @Nullable Object> T either(@Nullable T first, T second) {
    return first != null ? first : second;
  }
}
