package net.teardown.experiment.outcome;

import java.util.List;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.spec.Masked;
import org.jspecify.annotations.Nullable;

/**
 * What one end can tell of a third-party server: what it sent, and what that means for its clients.
 *
 * @param stop why the initiator stopped
 * @param bannerBytes bytes that came before the first byte was sent; no part of the reply
 * @param replyBytes bytes of the reply that this client read
 * @param unreadBytes bytes from the server that arrived and that this client didn't read
 * @param firstLine the first line that arrived, printable; null if nothing arrived
 * @param head the first bytes that arrived, printable, bounded; null if nothing arrived
 * @param http the reply as HTTP; null if it isn't HTTP
 * @param tls whether the server seems to speak TLS
 * @param bytesOffered bytes that this client had to send
 * @param bytesAccepted how many of them this client's kernel accepted
 * @param acceptedBeforeReply how many were accepted when the first byte of the reply arrived; null
 *     if none arrived
 * @param bodyWithheld whether the body was not sent because the final response came first
 * @param writeError errno's symbol of the first write that failed; null if none failed
 * @param readError errno's symbol of the first read that failed; null if none failed
 * @param teardown how the server most likely ended the connection
 * @param clients what two kinds of client get
 * @param advice what to change; empty if nothing need be changed
 */
public record ServerReport(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    @Nullable String firstLine,
    @Nullable String head,
    @Nullable HttpReply http,
    boolean tls,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError,
    ServerTeardown teardown,
    Clients clients,
    List<Advice> advice) {

  public ServerReport {
    firstLine = firstLine == null ? null : Masked.text(firstLine);
    head = head == null ? null : Masked.text(head);
    advice = List.copyOf(advice);
  }

  /** What the two kinds of client get. */
  public record Clients(Client readsOn, Client stopsAtError) {}

  /**
   * What one client gets.
   *
   * @param status the HTTP status that it sees; null if it sees none
   * @param error the error that its call returns, as errno's symbol; null for none
   * @param derived whether this was concluded from the other client's transcript instead of being
   *     run
   */
  public record Client(
      Gets gets,
      long replyBytes,
      @Nullable Integer status,
      @Nullable String error,
      boolean derived) {}

  /** How much of the reply a client gets. */
  public enum Gets {
    WHOLE,
    TRUNCATED,
    NOTHING,
    /** Some bytes; the reply's end can't be known. */
    UNKNOWN
  }

  /**
   * One change that keeps replies from being lost.
   *
   * @param side which side has to change
   * @param product the server product that this applies to; null if it applies to any
   * @param source the document that says so
   */
  public record Advice(Side side, @Nullable String product, String text, String source) {}

  /** Which side has to change. */
  public enum Side {
    CLIENT,
    SERVER
  }
}
