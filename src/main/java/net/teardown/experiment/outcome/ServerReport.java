package net.teardown.experiment.outcome;

import java.util.List;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.spec.Masked;
import org.jspecify.annotations.Nullable;

/**
 * What one end can say of a server that nobody controls: what it sent, and what that means for the
 * clients it has.
 *
 * @param stop why nothing more was waited for
 * @param bannerBytes bytes that came before the first byte was sent; no part of the reply
 * @param replyBytes bytes of the reply that this client read
 * @param unreadBytes bytes of the server's that came and that this client didn't read
 * @param firstLine the first line of what came, printable; null if nothing came
 * @param head the first bytes of what came, printable, bounded; null if nothing came
 * @param http the reply as HTTP; null where it isn't any
 * @param tls whether the server seems to speak TLS
 * @param bytesOffered how many bytes there were to send
 * @param bytesAccepted how many of them this end's kernel accepted
 * @param acceptedBeforeReply how many were accepted when the first byte came in; null if none came
 * @param bodyWithheld whether the body was not sent because the answer came first
 * @param writeError what the first write that failed said, as errno's symbol
 * @param readError what the first read that failed said, as errno's symbol
 * @param teardown how the server most likely ended it
 * @param clients what two kinds of client get
 * @param advice what to change; empty where nothing need be
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

  /** The two kinds of client, side by side. */
  public record Clients(Client readsOn, Client stopsAtError) {}

  /**
   * What one client gets.
   *
   * @param status the HTTP status that it sees; null if it sees none
   * @param error the error that it is left with, as errno's symbol; null for none
   * @param derived whether this was concluded from the other client's transcript, rather than done
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
    /** Something; where it would have ended can't be known. */
    UNKNOWN
  }

  /**
   * What to change.
   *
   * @param side whose it is to change
   * @param product the server's name where it is known; null if this goes for any
   * @param source where that is said
   */
  public record Advice(Side side, @Nullable String product, String text, String source) {}

  /** Whose it is to change. */
  public enum Side {
    CLIENT,
    SERVER
  }
}
