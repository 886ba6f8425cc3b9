package net.teardown.store;

import com.google.re2j.Pattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.terms.Delivery;
import org.jspecify.annotations.Nullable;

/** The report about a server in the format of a row; see {@link StoredOutcome}. */
record StoredServer(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    @Nullable String firstLine,
    @Nullable String replyLine,
    @Nullable String head,
    @Nullable Boolean replyMatched,
    @Nullable Http http,
    @Nullable Integer requests,
    @Nullable List<Replied> replies,
    @Nullable Long repliesLeftOut,
    @Nullable Integer answer,
    @Nullable Boolean unanswered,
    boolean tls,
    @Nullable Boolean looksLikeTls,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError,
    ServerTeardown teardown,
    @Nullable List<ServerTeardown> teardowns,
    @Nullable TeardownSign teardownSign,
    @Nullable List<Taken> turns,
    @Nullable StoredTls stream,
    Clients clients,
    List<Advised> advice) {

  record Http(
      int status,
      @Nullable Boolean complete,
      HttpReply.Framing framing,
      long bodyBytes,
      @Nullable String server,
      boolean keepsOpen,
      List<Integer> interim) {}

  record Replied(
      @Nullable Integer status, @Nullable Boolean complete, long bodyBytes, Delivery delivery) {}

  record Clients(Client readsOn, Client stopsAtError, @Nullable Client racing) {

    private static Clients of(ServerReport.Clients clients) {
      return new Clients(
          Client.of(clients.readsOn()),
          Client.of(clients.stopsAtError()),
          clients.racing() == null ? null : Client.of(clients.racing()));
    }

    private ServerReport.Clients clients() {
      return new ServerReport.Clients(
          readsOn.client(), stopsAtError.client(), racing == null ? null : racing.client());
    }
  }

  record Client(
      ServerReport.Gets gets,
      long replyBytes,
      @Nullable Integer status,
      @Nullable String error,
      boolean derived) {

    private static Client of(ServerReport.Client client) {
      return new Client(
          client.gets(), client.replyBytes(), client.status(), client.error(), client.derived());
    }

    private ServerReport.Client client() {
      return new ServerReport.Client(gets, replyBytes, status, error, derived);
    }
  }

  record Taken(
      int turn,
      TurnTaken.Ended ended,
      long saidBytes,
      @Nullable Long acknowledgedBytes,
      @Nullable Long unacknowledgedBytes,
      @Nullable Long notSentBytes,
      @Nullable Long retransmits,
      long heardBytes,
      @Nullable String head,
      long atMicros,
      long tookMicros) {

    private static Taken of(TurnTaken turn) {
      return new Taken(
          turn.turn(),
          turn.ended(),
          turn.saidBytes(),
          turn.acknowledgedBytes(),
          turn.unacknowledgedBytes(),
          turn.notSentBytes(),
          turn.retransmits(),
          turn.heardBytes(),
          turn.head(),
          turn.atMicros(),
          turn.tookMicros());
    }

    private TurnTaken taken() {
      return new TurnTaken(
          turn,
          ended,
          saidBytes,
          acknowledgedBytes,
          unacknowledgedBytes,
          notSentBytes,
          retransmits,
          heardBytes,
          head,
          atMicros,
          tookMicros);
    }
  }

  record Advised(ServerReport.Side side, @Nullable String product, String text, String source) {}

  static StoredServer of(ServerReport report) {
    return new StoredServer(
        report.stop(),
        report.bannerBytes(),
        report.replyBytes(),
        report.unreadBytes(),
        report.firstLine(),
        report.replyLine(),
        report.head(),
        report.replyMatched(),
        of(report.http()),
        report.requests() == 0 ? null : report.requests(),
        of(report.replies(), report.http()),
        report.repliesLeftOut() == 0 ? null : report.repliesLeftOut(),
        report.answer() == byNumber(report.requests(), report.replies().size(), report.unanswered())
            ? null
            : report.answer(),
        report.unanswered() ? true : null,
        report.answeredInTls(),
        report.looksLikeTls(),
        report.bytesOffered(),
        report.bytesAccepted(),
        report.acceptedBeforeReply(),
        report.bodyWithheld(),
        report.writeError(),
        report.readError(),
        report.teardown(),
        report.teardowns().size() > 1 ? List.copyOf(report.teardowns()) : null,
        report.sign(),
        report.turns().isEmpty() ? null : report.turns().stream().map(Taken::of).toList(),
        StoredTls.of(report.tls()),
        Clients.of(report.clients()),
        report.advice().stream()
            .map(advice ->
                new Advised(advice.side(), advice.product(), advice.text(), advice.source()))
            .toList());
  }

  /**
   * Converts back to a report.
   *
   * @param wanted what was expected of the beginning of what the server said. An earlier version
   *     looked for it in what is shown of that; null for nothing
   */
  ServerReport report(@Nullable Pattern wanted) {
    List<ServerReport.Replied> all = allReplies();
    return new ServerReport(
        stop,
        bannerBytes,
        replyBytes,
        unreadBytes,
        firstLine,
        replyLine,
        head,
        matched(wanted),
        http == null ? null : reply(http),
        requests == null ? 0 : requests,
        all,
        repliesLeftOut == null ? 0 : repliesLeftOut,
        answer == null
            ? byNumber(requests == null ? 0 : requests, all.size(), Boolean.TRUE.equals(unanswered))
            : answer,
        Boolean.TRUE.equals(unanswered),
        tls,
        looksLikeTls,
        bytesOffered,
        bytesAccepted,
        acceptedBeforeReply,
        bodyWithheld,
        writeError,
        readError,
        allTeardowns(),
        teardownSign,
        turns == null ? List.of() : turns.stream().map(Taken::taken).toList(),
        stream == null ? null : stream.seen(),
        clients.clients(),
        advice.stream()
            .map(advised ->
                new ServerReport.Advice(
                    advised.side(), advised.product(), advised.text(), advised.source()))
            .toList());
  }

  private @Nullable Boolean matched(@Nullable Pattern wanted) {
    if (replyMatched != null || wanted == null) {
      return replyMatched;
    }
    return head != null && wanted.matcher(head).find();
  }

  /**
   * Which reply is the last request's by their numbers, which is all that an earlier version had.
   */
  private static int byNumber(int requests, int replies, boolean unanswered) {
    return unanswered ? 0 : requests == 0 ? replies : Math.min(requests, replies);
  }

  /** Where one reply is all that there is to tell, the row has it as {@code http} alone. */
  private static @Nullable List<Replied> of(
      List<ServerReport.Replied> replies, @Nullable HttpReply http) {
    return replies.equals(ServerReport.only(http))
        ? null
        : replies.stream()
            .map(reply ->
                new Replied(reply.status(), reply.complete(), reply.bodyBytes(), reply.delivery()))
            .toList();
  }

  private List<ServerReport.Replied> allReplies() {
    return replies == null
        ? ServerReport.only(http == null ? null : reply(http))
        : replies.stream()
            .map(reply ->
                new ServerReport.Replied(
                    reply.status(), reply.complete(), reply.bodyBytes(), reply.delivery()))
            .toList();
  }

  /** An earlier version knew one at most. */
  private Set<ServerTeardown> allTeardowns() {
    if (teardowns != null) {
      return new LinkedHashSet<>(teardowns);
    }
    return teardown == ServerTeardown.UNKNOWN ? Set.of() : Set.of(teardown);
  }

  private static @Nullable Http of(@Nullable HttpReply reply) {
    return reply == null
        ? null
        : new Http(
            reply.status(),
            reply.complete(),
            reply.framing(),
            reply.bodyBytes(),
            reply.server(),
            reply.keepsOpen(),
            reply.interim());
  }

  private static HttpReply reply(Http stored) {
    return new HttpReply(
        stored.status(),
        stored.complete(),
        stored.framing(),
        stored.bodyBytes(),
        stored.server(),
        stored.keepsOpen(),
        stored.interim());
  }
}
