package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.ClientKind;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.terms.Delivery;
import org.jspecify.annotations.Nullable;

/** The report about a third-party server in the API. */
@Schema(name = "ServerReport")
record ServerView(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    @Nullable String firstLine,
    @Schema(
            description =
                "The first line of a reply that a banner came before; null without either, and in a"
                    + " conversation",
            example = "500 unknown command")
        @Nullable String replyLine,
    @Nullable String head,
    @Nullable HttpView http,
    int requests,
    @Schema(
            description =
                "All of them, or, of more than 101, the first 100 and the last. The one to the last"
                    + " request stands before that, where others follow it. All are counted and"
                    + " judged, whatever their number")
        List<ReplyView> replies,
    @Schema(description = "How many are missing in replies", example = "0") long repliesLeftOut,
    @Schema(description = "Null is plaintext") @Nullable TlsView tls,
    @Schema(
            description =
                "Whether it seems to speak TLS, though it was spoken to in plaintext; null if"
                    + " nothing shows it")
        @Nullable Boolean looksLikeTls,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError,
    ServerTeardown teardown,
    Set<ServerTeardown> teardowns,
    @Nullable TeardownSign teardownSign,
    List<TurnView> turns,
    ClientsView clients,
    List<AdviceView> advice) {

  @Schema(name = "HttpReply")
  record HttpView(
      int status,
      @Nullable Boolean complete,
      HttpReply.Framing framing,
      long bodyBytes,
      @Nullable String server,
      boolean keepsOpen,
      List<Integer> interim) {

    private static HttpView of(HttpReply reply) {
      return new HttpView(
          reply.status(),
          reply.complete(),
          reply.framing(),
          reply.bodyBytes(),
          reply.server(),
          reply.keepsOpen(),
          reply.interim());
    }
  }

  @Schema(name = "Reply", description = "One reply in HTTP, framed by the request that it answers")
  record ReplyView(
      @Schema(description = "Null if it ended within its head", example = "413")
          @Nullable Integer status,
      @Schema(
              description =
                  "By its own framing; null if that can't be followed, or only a clean end would"
                      + " have told")
          @Nullable Boolean complete,
      long bodyBytes,
      Delivery delivery) {

    private static ReplyView of(ServerReport.Replied reply) {
      return new ReplyView(reply.status(), reply.complete(), reply.bodyBytes(), reply.delivery());
    }
  }

  @Schema(name = "TurnTaken", description = "What came of one turn; one not reached has none")
  record TurnView(
      @Schema(description = "Its index in the spec, from 0") int turn,
      TurnTaken.Ended ended,
      long saidBytes,
      @Schema(description = "Of the bytes said in it, acknowledged when it ended")
          @Nullable Long acknowledgedBytes,
      @Schema(description = "Of all bytes said so far, not acknowledged then")
          @Nullable Long unacknowledgedBytes,
      @Nullable Long notSentBytes,
      @Nullable Long retransmits,
      long heardBytes,
      @Schema(description = "The first line heard, printable, at most 256 characters")
          @Nullable String head,
      @Schema(description = "When it began, on the run's time line") long atMicros,
      long tookMicros) {

    static TurnView of(TurnTaken turn) {
      return new TurnView(
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
  }

  @Schema(name = "Clients")
  record ClientsView(ClientView readsOn, ClientView stopsAtError, @Nullable ClientView racing) {

    private static ClientsView of(ServerReport.Clients clients) {
      return new ClientsView(
          ClientView.of(clients.readsOn(), ClientKind.READS_ON),
          ClientView.of(clients.stopsAtError(), ClientKind.STOPS_AT_ERROR),
          clients.racing() == null ? null : ClientView.of(clients.racing(), ClientKind.RACING));
    }
  }

  @Schema(name = "Client")
  record ClientView(
      ServerReport.Gets gets,
      long replyBytes,
      @Nullable Integer status,
      @Nullable String error,
      boolean derived,
      @Schema(description = "Client libraries that were found to do so") List<String> libraries) {

    private static ClientView of(ServerReport.Client client, ClientKind kind) {
      return new ClientView(
          client.gets(),
          client.replyBytes(),
          client.status(),
          client.error(),
          client.derived(),
          kind.libraries());
    }
  }

  @Schema(name = "Advice")
  record AdviceView(ServerReport.Side side, @Nullable String product, String text, String source) {

    private static AdviceView of(ServerReport.Advice advice) {
      return new AdviceView(advice.side(), advice.product(), advice.text(), advice.source());
    }
  }

  static @Nullable ServerView of(@Nullable ServerReport report) {
    return report == null
        ? null
        : new ServerView(
            report.stop(),
            report.bannerBytes(),
            report.replyBytes(),
            report.unreadBytes(),
            report.firstLine(),
            report.replyLine(),
            report.head(),
            report.http() == null ? null : HttpView.of(report.http()),
            report.requests(),
            report.replies().stream().map(ReplyView::of).toList(),
            report.repliesLeftOut(),
            TlsView.of(report.tls()),
            report.seemsToSpeakTls(),
            report.bytesOffered(),
            report.bytesAccepted(),
            report.acceptedBeforeReply(),
            report.bodyWithheld(),
            report.writeError(),
            report.readError(),
            report.teardown(),
            report.teardowns(),
            report.sign(),
            report.turns().stream().map(TurnView::of).toList(),
            ClientsView.of(report.clients()),
            report.advice().stream().map(AdviceView::of).toList());
  }
}
