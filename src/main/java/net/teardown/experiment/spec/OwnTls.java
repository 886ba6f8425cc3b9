package net.teardown.experiment.spec;

import java.util.Objects;
import java.util.Set;
import net.teardown.experiment.terms.TlsVersion;

/**
 * How both ends speak TLS on the test connection, where both are ours.
 *
 * @param versions the versions that both allow; empty for all
 * @param closeNotify whether an end that half-closes or closes sends a close_notify first
 */
public record OwnTls(Set<TlsVersion> versions, Notify closeNotify) {

  /** What an end does before it half-closes or closes. */
  public enum Notify {
    /** Sends a close_notify (RFC 8446 6.1). */
    SEND,
    /** Sends none. */
    SKIP
  }

  /**
   * How many bytes a record holds, but the last of those that are sent: as a round number, somewhat
   * less than the most that an implementation puts into one (RFC 8446 5.1).
   */
  public static final int RECORD_BYTES = 8192;

  public OwnTls {
    versions = Set.copyOf(versions);
  }

  /** Checks what it can't do, or what makes no sense with it. */
  static void check(SpecDraft draft, RequestRules.Refusal refusal) {
    OwnTls tls = of(draft);
    Integer read = draft.get(SpecFields.BYTES_READ);
    boolean all = Objects.equals(read, draft.get(SpecForm.incoming(draft)));
    refusal.refuse(
        read != null && read % RECORD_BYTES != 0 && !all,
        SpecFields.BYTES_READ,
        () ->
            "must end at a record with 'tls', which is read record by record: a multiple of %d, or"
                    .formatted(RECORD_BYTES)
                + " all");
    refusal.refuse(
        draft.value(SpecFields.IDLE_MILLIS) > 0,
        SpecFields.IDLE_MILLIS,
        () -> "must be 0 with 'tls': what forgets a flow looks at TCP alone");
    boolean endsBoth = tls.notifies() && !tls.canHalfClose();
    String because =
        " with TLS 1.2, where a close_notify ends both directions (RFC 5246 7.2.1), unless"
            + " 'closeNotify' is SKIP";
    refusal.refuse(
        endsBoth && draft.value(SpecFields.INITIATOR_HALF_CLOSES),
        SpecFields.INITIATOR_HALF_CLOSES,
        () -> "must be false" + because);
    refusal.refuse(
        endsBoth && draft.value(SpecFields.BYTES_SENT_AFTER_CLOSE) > 0,
        SpecFields.BYTES_SENT_AFTER_CLOSE,
        () -> "must be 0" + because);
  }

  /** What a draft says of it. */
  static OwnTls of(SpecDraft draft) {
    return new OwnTls(
        draft.value(SpecFields.OWN_TLS_VERSIONS), draft.value(SpecFields.OWN_CLOSE_NOTIFY));
  }

  /** The version that they agree on: the newest. */
  public TlsVersion version() {
    return versions.isEmpty() || versions.contains(TlsVersion.TLS_1_3)
        ? TlsVersion.TLS_1_3
        : TlsVersion.TLS_1_2;
  }

  /** Whether a close_notify leaves the other direction open, which is so since TLS 1.3. */
  public boolean canHalfClose() {
    return version() == TlsVersion.TLS_1_3;
  }

  /** Whether the responder, the server of the handshake, sends a session ticket behind it. */
  public boolean sendsTicket() {
    return version() == TlsVersion.TLS_1_3;
  }

  /** Whether an end says that it has no more to say. */
  public boolean notifies() {
    return closeNotify == Notify.SEND;
  }
}
