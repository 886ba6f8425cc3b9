package net.teardown.run.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.outcome.ServerReport.Side;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Advises what to change so that the reply isn't lost, from a file of known servers. */
final class Advice {

  private static final String FILE = "/servers.json";

  /**
   * One server product of the file that answers in HTTP.
   *
   * @param says regular expression of its Server field; null if it never sends one
   * @param unnamed whether it may send none; null if it never sends none
   */
  private record Product(
      String product,
      @Nullable Pattern says,
      @Nullable Boolean unnamed,
      String text,
      String source) {

    private boolean mayBe(@Nullable String server) {
      return server == null
          ? Boolean.TRUE.equals(unnamed)
          : says != null && says.matcher(server).find();
    }

    private ServerReport.Advice advice(@Nullable String server) {
      String name = server == null ? product + ", if it is one" : product;
      return new ServerReport.Advice(Side.SERVER, name, text, source);
    }
  }

  /**
   * A protocol other than HTTP.
   *
   * @param says regular expression of what it says first, as {@link ServerReport#head} shows it
   */
  private record Protocol(String product, Pattern says, String text, String source) {}

  private record General(String client, String clientSource, String server, String serverSource) {}

  private record File(General general, List<Product> products, List<Protocol> protocols) {}

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
   * Returns the advice for a run; none if no client loses the reply or sees a reset.
   *
   * @param asked the requests that were sent
   * @param sentBody whether one of them had a body that wasn't kept back
   * @param tls whether it answered as a TLS port does
   * @param reset whether the connection was reset, behind a FIN or not
   * @param head the first bytes that arrived, printable; null if nothing arrived
   */
  List<ServerReport.Advice> on(
      Requests asked,
      boolean sentBody,
      boolean tls,
      boolean reset,
      ServerReport.Clients clients,
      @Nullable HttpReply http,
      @Nullable String head) {
    if (http == null || tls) {
      return asked.areHttp() || reset ? onOtherProtocols(head) : List.of();
    }
    List<ServerReport.Advice> advice = new ArrayList<>();
    General general = file.general();
    boolean lost =
        clients.readsOn().gets() != Gets.NOTHING && clients.stopsAtError().gets() == Gets.NOTHING;
    if (lost) {
      advice.add(
          new ServerReport.Advice(Side.CLIENT, null, general.client(), general.clientSource()));
    }
    // Reading on before the close helps only where there is a body to read.
    if (sentBody && reset) {
      advice.add(
          new ServerReport.Advice(Side.SERVER, null, general.server(), general.serverSource()));
      String server = http.server();
      file.products().stream()
          .filter(product -> product.mayBe(server))
          .map(product -> product.advice(server))
          .forEach(advice::add);
    }
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
