package net.teardown.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A spec as it is written down: in a request, in a scenario's file, in an outcome. Every field may
 * be left out but {@link #bytesSent}, or the {@link #request} to a server; {@link #toSpec()} fills
 * in the defaults. Byte counts are 0 to 16 MiB.
 */
@Schema(
    description =
        "What the experiment is to do. Only bytesSent is required, or a request to a server; every"
            + " byte count is 0 to 16 MiB.")
public record SpecDraft(
    @Schema(
            description =
                "Bytes that the initiator (A) sends; required, unless a server is sent a request",
            minimum = "0",
            maximum = "16777216",
            example = "5")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer bytesSent,
    @Schema(
            description = "Bytes that the closer reads before it closes; all of them if left out",
            minimum = "0",
            maximum = "16777216",
            example = "1")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer bytesRead,
    @Schema(
            description = "Bytes that the responder (B) writes back",
            minimum = "0",
            maximum = "16777216",
            defaultValue = "0",
            example = "0")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer replyBytes,
    @Schema(description = "Which end closes first", defaultValue = "RESPONDER")
        @Nullable Closer closer,
    @Schema(
            description = "The closer half-closes first: shutdown(SHUT_WR)",
            defaultValue = "false",
            example = "false")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean shutdownBeforeClose,
    @Schema(
            description = "The closer drains after its half-close; needs shutdownBeforeClose",
            defaultValue = "false",
            example = "false")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean drainBeforeClose,
    @Schema(
            description = "Bound of that drain in milliseconds",
            minimum = "0",
            maximum = "60000",
            defaultValue = "1000",
            example = "1000")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer drainMillis,
    @Schema(
            description =
                "When the observer reads: while the closer writes, after the close, or sitting in"
                    + " recv(2)",
            defaultValue = "PROMPT")
        @JsonInclude(JsonInclude.Include.NON_NULL)
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
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer bytesSentAfterClose,
    @Schema(
            description = "The initiator half-closes after sending: shutdown(SHUT_WR)",
            defaultValue = "false",
            example = "false")
        @Nullable Boolean initiatorHalfCloses,
    @Schema(
            description =
                "Who the other end is; RESPONDER where there is a targetHost, else LOOPBACK")
        @Nullable PeerKind peer,
    @Schema(
            description =
                "Name or address of the host that the other end is on; both ends are here, on"
                    + " loopback, if left out",
            maxLength = 253,
            nullable = true,
            example = "probe-b")
        @Nullable String targetHost,
    @Schema(
            description = "Where the test connection goes; 8007 with a targetHost",
            minimum = "1",
            maximum = "65535",
            nullable = true,
            example = "8007")
        @Nullable Integer targetPort,
    @Schema(
            description = "Where the responder is controlled; http://{targetHost}:8080 if left out",
            nullable = true,
            example = "http://probe-b:8080")
        @Nullable String responderUrl,
    @Schema(
            description = "Deadline for the whole run in milliseconds",
            minimum = "1",
            maximum = "60000",
            defaultValue = "5000",
            example = "5000")
        @Nullable Integer timeoutMillis,
    @Schema(
            description =
                "The observer may send a byte after its evidence is taken, and the same may be run"
                    + " once or twice more, to learn what lies between; needs timeoutMillis of"
                    + " 4000 or more",
            defaultValue = "false",
            example = "false")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean diagnose,
    @Schema(
            description = "What to say to a server, in place of bytesSent; SERVER only",
            nullable = true)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable RequestDraft request,
    @Schema(
            description =
                "How the server's reply is treated while there is more to send; SERVER only",
            defaultValue = "READ_WHILE_WRITING")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Writing writing,
    @Schema(
            description = "Milliseconds between two chunks; SERVER only",
            minimum = "0",
            maximum = "60000",
            defaultValue = "0",
            example = "0")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer pauseMillis,
    @Schema(
            description =
                "Bytes to send at a time; as many as the kernel takes if left out; SERVER only",
            minimum = "1",
            maximum = "16777216",
            nullable = true)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer chunkBytes,
    @Schema(
            description =
                "Milliseconds to wait for a hidden reset, and for a server that has nothing more to"
                    + " say; SERVER only",
            minimum = "0",
            maximum = "60000",
            defaultValue = "200",
            example = "200")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer settleMillis,
    @Schema(description = "What counts as met; the outcome says whether it was", nullable = true)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Expect expect,
    @Schema(
            description =
                "DIRECT runs the same spec once more, with the data straight to the responder",
            nullable = true)
        @Nullable Compare compare,
    @Schema(
            description = "Groups runs in the history; 1 to 64 characters",
            minLength = 1,
            maxLength = 64,
            nullable = true,
            example = "first-try")
        @Nullable String label) {

  private static final int LONGEST_LABEL = 64;
  private static final int LEAST_TO_DIAGNOSE_MILLIS = 4_000;

  /** A draft that says nothing. */
  public static final SpecDraft EMPTY =
      new SpecDraft(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null, null, null);

  /** The draft that says everything of this spec which has a meaning for it. */
  public static SpecDraft of(Spec spec, @Nullable String label, @Nullable Expect expect) {
    return (spec.approach() == null ? ofOwn(spec) : ofServer(spec, spec.approach()))
        .with(label, expect);
  }

  private static SpecDraft ofOwn(Spec spec) {
    Target target = spec.target();
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
        target == null ? null : target.host(),
        target == null ? null : target.port(),
        target == null ? null : String.valueOf(target.responderUrl()),
        spec.timeoutMillis(),
        spec.diagnose(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static SpecDraft ofServer(Spec spec, Approach approach) {
    Target target = Objects.requireNonNull(spec.target());
    boolean closes = spec.closer() == Closer.INITIATOR;
    return new SpecDraft(
        approach.request() == null ? spec.bytesSent() : null,
        closes ? spec.bytesRead() : null,
        null,
        spec.closer(),
        closes ? spec.shutdownBeforeClose() : null,
        closes ? spec.drainBeforeClose() : null,
        closes ? spec.drainMillis() : null,
        null,
        spec.lingerSeconds(),
        null,
        spec.initiatorHalfCloses(),
        spec.peer(),
        target.host(),
        target.port(),
        null,
        spec.timeoutMillis(),
        null,
        approach.request() == null ? null : RequestDraft.of(approach.request()),
        approach.writing(),
        approach.pauseMillis(),
        approach.chunkBytes(),
        approach.settleMillis(),
        null,
        null,
        null);
  }

  /** This draft as it may be kept and shown, see {@link Masked}. */
  public SpecDraft masked() {
    return request == null ? this : copy(request.masked(), expect, label);
  }

  /** Whether it says what is never kept, or what stands in its place: see {@link Masked}. */
  public boolean hides() {
    return request != null && request.hides();
  }

  private SpecDraft with(@Nullable String newLabel, @Nullable Expect newExpect) {
    return copy(request, newExpect, newLabel);
  }

  private SpecDraft copy(
      @Nullable RequestDraft newRequest, @Nullable Expect newExpect, @Nullable String newLabel) {
    return new SpecDraft(
        bytesSent,
        bytesRead,
        replyBytes,
        closer,
        shutdownBeforeClose,
        drainBeforeClose,
        drainMillis,
        observerReads,
        lingerSeconds,
        bytesSentAfterClose,
        initiatorHalfCloses,
        peer,
        targetHost,
        targetPort,
        responderUrl,
        timeoutMillis,
        diagnose,
        newRequest,
        writing,
        pauseMillis,
        chunkBytes,
        settleMillis,
        newExpect,
        compare,
        newLabel);
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
        either(other.targetHost, targetHost),
        either(other.targetPort, targetPort),
        either(other.responderUrl, responderUrl),
        either(other.timeoutMillis, timeoutMillis),
        either(other.diagnose, diagnose),
        either(other.request, request),
        either(other.writing, writing),
        either(other.pauseMillis, pauseMillis),
        either(other.chunkBytes, chunkBytes),
        either(other.settleMillis, settleMillis),
        either(other.expect, expect),
        either(other.compare, compare),
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
        targetHost,
        targetPort,
        responderUrl,
        timeoutMillis,
        diagnose,
        request,
        writing,
        pauseMillis,
        chunkBytes,
        settleMillis,
        expect,
        compare,
        label);
  }

  /**
   * The spec that this draft asks for, defaults filled in.
   *
   * @throws InvalidSpec if a field is missing or breaks a rule
   */
  public Spec toSpec() {
    PeerKind kind = either(peer, targetHost == null ? PeerKind.LOOPBACK : PeerKind.RESPONDER);
    refuseMisfits(kind);
    if (label != null && !validLabel(label)) {
      throw new InvalidSpec(
          List.of(
              new InvalidSpec.Violation(
                  "label",
                  "must be 1 to "
                      + LONGEST_LABEL
                      + " characters, not blank and without control characters")));
    }
    if (expect != null) {
      expect.check();
    }
    Target target = target(kind);
    Closer whoCloses = either(closer, Closer.RESPONDER);
    int sent = either(bytesSent, 0);
    int reply = either(replyBytes, 0);
    int incoming = whoCloses == Closer.INITIATOR ? reply : kind == PeerKind.SERVER ? 0 : sent;
    return new Spec(
        kind,
        target,
        whoCloses,
        sent,
        either(bytesRead, incoming),
        reply,
        either(shutdownBeforeClose, false),
        either(drainBeforeClose, false),
        either(drainMillis, 1000),
        either(observerReads, ObserverReads.PROMPT),
        lingerSeconds,
        either(bytesSentAfterClose, 0),
        either(initiatorHalfCloses, false),
        either(timeoutMillis, 5000),
        either(diagnose, false),
        target == null || kind != PeerKind.SERVER ? null : approach(target));
  }

  private Approach approach(Target target) {
    return new Approach(
        request == null ? null : request.toRequest(target.authority()),
        either(writing, Writing.READ_WHILE_WRITING),
        either(pauseMillis, 0),
        chunkBytes,
        either(settleMillis, Approach.DEFAULT_SETTLE_MILLIS));
  }

  /** What this kind of other end can't do without, and what has no meaning there. */
  private void refuseMisfits(PeerKind kind) {
    List<InvalidSpec.Violation> violations = new ArrayList<>();
    if (kind == PeerKind.SERVER) {
      Spec.refuse(
          violations,
          targetHost == null,
          "targetHost",
          "is required with 'peer': \"SERVER\": the host of the server");
      Spec.refuse(
          violations,
          targetPort == null,
          "targetPort",
          "is required with 'peer': \"SERVER\": where the server listens");
      Spec.refuse(
          violations,
          (bytesSent == null) == (request == null),
          bytesSent == null ? "bytesSent" : "request",
          "is one of two: either 'bytesSent' of filler, 0 too, or a 'request'");
      Spec.refuse(
          violations,
          compare != null,
          "compare",
          "needs another Teardown at the other end: leave it out with 'peer': \"SERVER\"");
      Spec.refuse(
          violations,
          responderUrl != null,
          "responderUrl",
          "must be left out with 'peer': \"SERVER\", which nobody controls");
    } else {
      Spec.refuse(
          violations,
          bytesSent == null,
          "bytesSent",
          "is required: how many bytes the initiator sends, for example 5");
      serversOnly(violations, "request", request);
      serversOnly(violations, "writing", writing);
      serversOnly(violations, "pauseMillis", pauseMillis);
      serversOnly(violations, "chunkBytes", chunkBytes);
      serversOnly(violations, "settleMillis", settleMillis);
      // No rule of Spec's: what was asked for before it was one stays readable.
      Spec.refuse(
          violations,
          either(diagnose, false) && either(timeoutMillis, 5000) < LEAST_TO_DIAGNOSE_MILLIS,
          "timeoutMillis",
          "must be %d or more with 'diagnose', which keeps %d of them for its probe"
              .formatted(LEAST_TO_DIAGNOSE_MILLIS, Spec.KEPT_TO_PROBE.toMillis()));
    }
    if (!violations.isEmpty()) {
      throw new InvalidSpec(violations);
    }
  }

  private static void serversOnly(
      List<InvalidSpec.Violation> violations, String field, @Nullable Object value) {
    Spec.refuse(violations, value != null, field, "needs 'peer': \"SERVER\"");
  }

  private @Nullable Target target(PeerKind kind) {
    if (targetHost != null) {
      return kind == PeerKind.SERVER
          ? Target.ofServer(targetHost, either(targetPort, 0))
          : Target.of(targetHost, targetPort, responderUrl);
    }
    List<InvalidSpec.Violation> violations = new ArrayList<>();
    needsTargetHost(violations, "targetPort", targetPort);
    needsTargetHost(violations, "responderUrl", responderUrl);
    needsTargetHost(violations, "compare", compare);
    if (!violations.isEmpty()) {
      throw new InvalidSpec(violations);
    }
    return null;
  }

  private static void needsTargetHost(
      List<InvalidSpec.Violation> violations, String field, @Nullable Object value) {
    if (value != null) {
      violations.add(
          new InvalidSpec.Violation(
              field, "needs 'targetHost': without it both ends are here, on loopback"));
    }
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
