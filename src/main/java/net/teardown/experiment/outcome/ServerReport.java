package net.teardown.experiment.outcome;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.terms.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * What one end can tell of a third-party server: what it sent, and what that means for its clients.
 *
 * @param stop why the initiator stopped
 * @param bannerBytes bytes that came before the first byte was sent; no part of the reply
 * @param replyBytes bytes of the reply that this client read
 * @param unreadBytes bytes from the server that arrived and that this client didn't read
 * @param firstLine the first line that arrived, printable; null if nothing arrived
 * @param replyLine the first line of a reply that a banner came before, printable; null without a
 *     banner, without a reply, and in a conversation, whose turns tell their own
 * @param head the first bytes that arrived, printable, bounded; null if nothing arrived
 * @param replyMatched whether what was expected of the beginning of what arrived was found there;
 *     null where nothing was expected of it
 * @param http the reply as HTTP; null if it isn't HTTP
 * @param requests how many requests in HTTP there were; 0 if what was sent isn't HTTP, or an
 *     earlier version wrote the report
 * @param replies the replies in HTTP, in order: all of them, or, of more than 101, the first 100
 *     and the last; the one to the last request stands before that, where others follow it
 * @param repliesLeftOut how many replies are missing there
 * @param answer which of {@code replies} is the one to the last request, 1 for the first; 0 if none
 *     is, or it can't be told
 * @param unanswered whether the last request is to be answered, and no byte of a reply to it came
 * @param answeredInTls whether what it answered in plaintext looks like TLS, or says so
 * @param looksLikeTls whether a ClientHello on a second connection was answered in TLS; null if
 *     none was sent
 * @param bytesOffered bytes that this client had to send
 * @param bytesAccepted how many of them this client's kernel accepted
 * @param acceptedBeforeReply how many were accepted when the first byte of the reply arrived; null
 *     if none arrived
 * @param bodyWithheld whether the body was not sent because the final response came first
 * @param writeError errno's symbol of the first write that failed; null if none failed
 * @param readError errno's symbol of the first read that failed; null if none failed
 * @param teardowns the ways in which the server may have ended the connection, by what was seen of
 *     it; empty if nothing shows how
 * @param sign what was seen of the end; null if nothing was, or an earlier version wrote the report
 * @param turns the turns of a conversation that were taken; empty where there was none
 * @param tls what was seen of TLS; null in plaintext
 * @param clients what three kinds of client get
 * @param advice what to change; empty if nothing need be changed
 */
public record ServerReport(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    @Nullable String firstLine,
    @Nullable String replyLine,
    @Nullable String head,
    @Nullable Boolean replyMatched,
    @Nullable HttpReply http,
    int requests,
    List<Replied> replies,
    long repliesLeftOut,
    int answer,
    boolean unanswered,
    boolean answeredInTls,
    @Nullable Boolean looksLikeTls,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError,
    Set<ServerTeardown> teardowns,
    @Nullable TeardownSign sign,
    List<TurnTaken> turns,
    @Nullable TlsSeen tls,
    Clients clients,
    List<Advice> advice) {

  public ServerReport {
    firstLine = firstLine == null ? null : Masked.text(firstLine);
    replyLine = replyLine == null ? null : Masked.text(replyLine);
    head = head == null ? null : Masked.text(head);
    replies = List.copyOf(replies);
    turns = turns.isEmpty() ? List.of() : turns.stream().map(ServerReport::masked).toList();
    teardowns = Collections.unmodifiableSet(new LinkedHashSet<>(teardowns));
    advice = List.copyOf(advice);
  }

  private static TurnTaken masked(TurnTaken turn) {
    return turn.head() == null ? turn : turn.withHead(Masked.text(turn.head()));
  }

  /**
   * The HTTP status of the reply to the last request, as far as this client read it; null if there
   * is none.
   */
  public @Nullable Integer status() {
    if (replyBytes == 0 || http == null) {
      return null;
    }
    if (replies.isEmpty()) {
      return http.status();
    }
    return answer == 0 ? null : replies.get(answer - 1).status();
  }

  /** The way in which the server ended the connection, if there is but one; else unknown. */
  public ServerTeardown teardown() {
    return teardowns.size() == 1 ? teardowns.iterator().next() : ServerTeardown.UNKNOWN;
  }

  /**
   * Whether it seems to speak TLS, though it was spoken to in plaintext; null if nothing shows it.
   */
  public @Nullable Boolean seemsToSpeakTls() {
    return answeredInTls ? Boolean.TRUE : looksLikeTls;
  }

  /**
   * Whether the connection and its turns were all that was asked for: its end wasn't waited for.
   */
  public boolean onlyConnected() {
    return stop == StopReason.CONNECTED;
  }

  /**
   * Whether the server's end of the stream came within the last reply in HTTP, which this end has
   * read to there: no reset can have cost the rest.
   */
  public boolean cutByServer() {
    return stop == StopReason.END_OF_INPUT
        && readError == null
        && unreadBytes == 0
        && !replies.isEmpty()
        && Boolean.FALSE.equals(replies.getLast().complete());
  }

  /** Whether nothing arrived that a person could read: no byte, or bytes that are no text. */
  public boolean isUnreadable() {
    return isUnreadable(head, http);
  }

  /** As {@link #isUnreadable()}, of what arrived so far. */
  public static boolean isUnreadable(@Nullable String head, @Nullable HttpReply http) {
    return head == null || (http == null && head.startsWith("\\x"));
  }

  /** The same with this advice. */
  public ServerReport withAdvice(List<Advice> advised) {
    return new ServerReport(
        stop,
        bannerBytes,
        replyBytes,
        unreadBytes,
        firstLine,
        replyLine,
        head,
        replyMatched,
        http,
        requests,
        replies,
        repliesLeftOut,
        answer,
        unanswered,
        answeredInTls,
        looksLikeTls,
        bytesOffered,
        bytesAccepted,
        acceptedBeforeReply,
        bodyWithheld,
        writeError,
        readError,
        teardowns,
        sign,
        turns,
        tls,
        clients,
        advised);
  }

  /** The replies, where one is all that there is to tell. */
  public static List<Replied> only(@Nullable HttpReply reply) {
    return reply == null ? List.of() : List.of(Replied.of(reply, Delivery.TRUNCATED));
  }

  /**
   * One reply in HTTP.
   *
   * @param status 101 or 200 to 599; null if it ended within its head
   * @param complete whether the message is all there by its own framing; null if that can't be
   *     told, see {@link HttpReply}
   * @param bodyBytes bytes of the body that arrived, without the framing of chunks
   */
  public record Replied(
      @Nullable Integer status, @Nullable Boolean complete, long bodyBytes, Delivery delivery) {

    /**
     * What there is to tell of a reply.
     *
     * @param ofAPart the delivery of one that isn't complete
     */
    public static Replied of(HttpReply reply, Delivery ofAPart) {
      Delivery delivery =
          reply.complete() == null ? Delivery.UNKNOWN : reply.complete() ? Delivery.WHOLE : ofAPart;
      return new Replied(reply.status(), reply.complete(), reply.bodyBytes(), delivery);
    }

    /** As it is for a client that had stopped before it read any of it. */
    public Replied lost() {
      return delivery == Delivery.UNKNOWN
          ? this
          : new Replied(status, complete, bodyBytes, Delivery.LOST);
    }
  }

  /**
   * What the three kinds of client get.
   *
   * @param racing null in what an earlier version told
   */
  public record Clients(Client readsOn, Client stopsAtError, @Nullable Client racing) {}

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
    UNKNOWN,
    /** The reply or the error, whichever comes first. */
    RACE
  }

  /**
   * One change that keeps replies from being lost.
   *
   * @param side which side has to change
   * @param product the server product that this applies to; null if it applies to any
   * @param source the document that says so
   */
  public record Advice(Side side, @Nullable String product, String text, String source) {

    private static final String IF_IT_IS_ONE = ", if it is one";

    /** Advice for a server that doesn't say whether it is this product. */
    public static Advice ifItIsOne(String product, String text, String source) {
      return new Advice(Side.SERVER, product + IF_IT_IS_ONE, text, source);
    }

    /** The product that the server may be; empty where this holds whatever it is. */
    public Optional<String> guessedProduct() {
      return product != null && product.endsWith(IF_IT_IS_ONE)
          ? Optional.of(product.substring(0, product.length() - IF_IT_IS_ONE.length()))
          : Optional.empty();
    }
  }

  /** Which side has to change. */
  public enum Side {
    CLIENT,
    SERVER
  }
}
