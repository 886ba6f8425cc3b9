package net.teardown.run.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.outcome.ServerReport.Side;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Advises what to change so that no reply is lost, from a file of known servers. */
final class Advice {

  private static final String FILE = "/servers.json";

  /**
   * One server product of the file that answers in HTTP.
   *
   * @param says regular expression of its Server field; null if it never sends one
   * @param unnamed whether it may send none; null if it never sends none
   * @param kept which of its settings decide how long it keeps a connection; null if none is known
   */
  private record Product(
      String product,
      @Nullable Pattern says,
      @Nullable Boolean unnamed,
      String text,
      String source,
      @Nullable Change kept) {

    private boolean mayBe(@Nullable String server) {
      return server == null
          ? Boolean.TRUE.equals(unnamed)
          : says != null && says.matcher(server).find();
    }

    private ServerReport.Advice advice(@Nullable String server) {
      return advice(server, new Change(text, source));
    }

    private ServerReport.Advice advice(@Nullable String server, Change change) {
      return server == null
          ? ServerReport.Advice.ifItIsOne(product, change.text(), change.source())
          : new ServerReport.Advice(Side.SERVER, product, change.text(), change.source());
    }

    private Stream<ServerReport.Advice> adviceOnKeeping(@Nullable String server) {
      return kept == null ? Stream.empty() : Stream.of(advice(server, kept));
    }
  }

  /**
   * A protocol other than HTTP.
   *
   * @param says regular expression of what it says first, as {@link ServerReport#head} shows it
   */
  private record Protocol(String product, Pattern says, String text, String source) {}

  /** What to change, and the document that says so. */
  private record Change(String text, String source) {

    private ServerReport.Advice advice(Side side) {
      return new ServerReport.Advice(side, null, text, source);
    }
  }

  private record General(String client, String clientSource, String server, String serverSource) {}

  /**
   * What to change where a request over a kept connection got no reply.
   *
   * @param announced at the client, where the reply before it had said that it was the last
   * @param client at the client, where it hadn't
   * @param server at the server, likewise
   * @param unsaid at the client, where a reset had come before it said anything
   * @param aborts at the server, where a reset came to an idle connection
   */
  private record Keeping(
      Change announced, Change client, Change server, Change unsaid, Change aborts) {}

  /**
   * What to change where the server ended the connection within a reply.
   *
   * @param halfClosed at the client, where it had half-closed before
   */
  private record Cut(Change client, Change halfClosed, Change server) {}

  private record File(
      General general,
      Keeping keeping,
      Cut cut,
      List<Product> products,
      List<Protocol> protocols) {}

  private final File file;

  private Advice(File file) {
    this.file = file;
  }

  static Advice fromResource() {
    try (InputStream resource = Advice.class.getResourceAsStream(FILE)) {
      return new Advice(new JsonMapper().readValue(resource, File.class));
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " can't be read", e);
    }
  }

  /**
   * The products that are told by this field Server.
   *
   * @param server null for products that may send none
   */
  List<String> products(@Nullable String server) {
    return file.products().stream()
        .filter(product -> product.mayBe(server))
        .map(Product::product)
        .toList();
  }

  /**
   * Returns the advice for a run; none if no client loses the reply or sees a reset, the reply
   * isn't cut, and no kept connection was reset or left a request unanswered.
   *
   * @param report what is known without it
   * @param asked the requests that were sent
   * @param broken what broke a kept connection; null if nothing did
   * @param sentBody whether a body may have been on its way, one that wasn't kept back
   * @param reset whether the connection was reset, behind a FIN or not
   * @param idle whether a reset came to a connection that was kept and on which nothing was owed
   * @param halfClosed whether this end had half-closed before the server's end of the stream came
   */
  List<ServerReport.Advice> on(
      ServerReport report,
      Requests asked,
      @Nullable BrokenReuse broken,
      boolean sentBody,
      boolean reset,
      boolean idle,
      boolean halfClosed) {
    HttpReply http = report.http();
    List<ServerReport.Advice> advice = new ArrayList<>();
    if (report.cutByServer() && !report.answeredInTls()) {
      advice.addAll(onCut(file.cut(), halfClosed));
    } else if (http == null || report.answeredInTls()) {
      return asked.areHttp() || reset ? onOtherProtocols(report.head()) : List.of();
    }
    ServerReport.Clients clients = report.clients();
    General general = file.general();
    boolean lost =
        clients.readsOn().gets() != Gets.NOTHING && clients.stopsAtError().gets() == Gets.NOTHING;
    if (lost) {
      advice.add(
          new ServerReport.Advice(Side.CLIENT, null, general.client(), general.clientSource()));
    }
    // Reading on before the close helps only where there is a body to read.
    if (sentBody && reset && http != null) {
      advice.add(
          new ServerReport.Advice(Side.SERVER, null, general.server(), general.serverSource()));
      String server = http.server();
      file.products().stream()
          .filter(product -> product.mayBe(server))
          .map(product -> product.advice(server))
          .forEach(advice::add);
    }
    if (broken != null && http != null) {
      advice.addAll(onKeeping(broken, http.server()));
    } else if (idle) {
      advice.add(file.keeping().aborts().advice(Side.SERVER));
    }
    return advice;
  }

  private static List<ServerReport.Advice> onCut(Cut cut, boolean halfClosed) {
    List<ServerReport.Advice> advice = new ArrayList<>();
    advice.add(cut.client().advice(Side.CLIENT));
    if (halfClosed) {
      advice.add(cut.halfClosed().advice(Side.CLIENT));
    }
    advice.add(cut.server().advice(Side.SERVER));
    return advice;
  }

  private List<ServerReport.Advice> onKeeping(BrokenReuse broken, @Nullable String server) {
    Keeping keeping = file.keeping();
    if (broken.announced()) {
      return List.of(keeping.announced().advice(Side.CLIENT));
    }
    String idle = broken.idle();
    Change client = broken.unsaid() ? keeping.unsaid() : keeping.client();
    List<ServerReport.Advice> advice = new ArrayList<>();
    advice.add(
        (idle == null
                ? client
                : new Change(
                    "%s (here the connection had been idle for %s)".formatted(client.text(), idle),
                    client.source()))
            .advice(Side.CLIENT));
    if (broken.unsaid()) {
      advice.add(keeping.aborts().advice(Side.SERVER));
    }
    advice.add(keeping.server().advice(Side.SERVER));
    file.products().stream()
        .filter(product -> product.mayBe(server))
        .flatMap(product -> product.adviceOnKeeping(server))
        .forEach(advice::add);
    return advice;
  }

  private List<ServerReport.Advice> onOtherProtocols(@Nullable String head) {
    return head == null
        ? List.of()
        : file.protocols().stream()
            .filter(protocol -> protocol.says().matcher(head).find())
            .map(protocol ->
                new ServerReport.Advice(
                    Side.CLIENT, protocol.product(), protocol.text(), protocol.source()))
            .toList();
  }
}
