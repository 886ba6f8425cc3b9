package net.teardown.store;

import java.util.List;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import org.jspecify.annotations.Nullable;

/** The report about a server in the format of a row; see {@link StoredOutcome}. */
record StoredServer(
    StopReason stop,
    long bannerBytes,
    long replyBytes,
    long unreadBytes,
    @Nullable String firstLine,
    @Nullable String head,
    @Nullable Http http,
    boolean tls,
    long bytesOffered,
    long bytesAccepted,
    @Nullable Long acceptedBeforeReply,
    boolean bodyWithheld,
    @Nullable String writeError,
    @Nullable String readError,
    ServerTeardown teardown,
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

  record Clients(Client readsOn, Client stopsAtError) {}

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

  record Advised(ServerReport.Side side, @Nullable String product, String text, String source) {}

  static StoredServer of(ServerReport report) {
    return new StoredServer(
        report.stop(),
        report.bannerBytes(),
        report.replyBytes(),
        report.unreadBytes(),
        report.firstLine(),
        report.head(),
        of(report.http()),
        report.tls(),
        report.bytesOffered(),
        report.bytesAccepted(),
        report.acceptedBeforeReply(),
        report.bodyWithheld(),
        report.writeError(),
        report.readError(),
        report.teardown(),
        new Clients(
            Client.of(report.clients().readsOn()), Client.of(report.clients().stopsAtError())),
        report.advice().stream()
            .map(advice ->
                new Advised(advice.side(), advice.product(), advice.text(), advice.source()))
            .toList());
  }

  /** Converts back to a report. */
  ServerReport report() {
    return new ServerReport(
        stop,
        bannerBytes,
        replyBytes,
        unreadBytes,
        firstLine,
        head,
        http == null ? null : reply(http),
        tls,
        bytesOffered,
        bytesAccepted,
        acceptedBeforeReply,
        bodyWithheld,
        writeError,
        readError,
        teardown,
        new ServerReport.Clients(clients.readsOn().client(), clients.stopsAtError().client()),
        advice.stream()
            .map(advised ->
                new ServerReport.Advice(
                    advised.side(), advised.product(), advised.text(), advised.source()))
            .toList());
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
