package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import org.jspecify.annotations.Nullable;

/** The report about a third-party server in the API. */
@Schema(name = "ServerReport")
record ServerView(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    @Nullable String firstLine,
    @Nullable String head,
    @Nullable HttpView http,
    boolean tls,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError,
    ServerTeardown teardown,
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

  @Schema(name = "Clients")
  record ClientsView(ClientView readsOn, ClientView stopsAtError) {}

  @Schema(name = "Client")
  record ClientView(
      ServerReport.Gets gets,
      long replyBytes,
      @Nullable Integer status,
      @Nullable String error,
      boolean derived) {

    private static ClientView of(ServerReport.Client client) {
      return new ClientView(
          client.gets(), client.replyBytes(), client.status(), client.error(), client.derived());
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
            report.head(),
            report.http() == null ? null : HttpView.of(report.http()),
            report.tls(),
            report.bytesOffered(),
            report.bytesAccepted(),
            report.acceptedBeforeReply(),
            report.bodyWithheld(),
            report.writeError(),
            report.readError(),
            report.teardown(),
            new ClientsView(
                ClientView.of(report.clients().readsOn()),
                ClientView.of(report.clients().stopsAtError())),
            report.advice().stream().map(AdviceView::of).toList());
  }
}
