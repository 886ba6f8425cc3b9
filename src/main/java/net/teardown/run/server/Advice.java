package net.teardown.run.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.outcome.ServerReport.Side;
import net.teardown.experiment.outcome.ServerTeardown;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Advises what to change so that the reply isn't lost, from a file of known servers. */
final class Advice {

  private static final String FILE = "/servers.json";

  /** The kinds of close that put a reply at risk. */
  private static final Set<ServerTeardown> RISKY =
      Set.of(
          ServerTeardown.HALF_CLOSE_THEN_CLOSE, ServerTeardown.PLAIN_CLOSE, ServerTeardown.ABORT);

  /**
   * One server product of the file.
   *
   * @param says regular expression of its Server field; null if it sends none
   */
  private record Product(String product, @Nullable Pattern says, String text, String source) {}

  private record General(String client, String clientSource, String server, String serverSource) {}

  private record File(General general, List<Product> products) {}

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

  /** Returns the advice for a run; none if no client loses the reply or sees a reset. */
  List<ServerReport.Advice> on(
      ServerTeardown teardown, ServerReport.Clients clients, @Nullable HttpReply http) {
    Gets readsOn = clients.readsOn().gets();
    boolean lost = readsOn != Gets.NOTHING && clients.stopsAtError().gets() == Gets.NOTHING;
    boolean reset = clients.readsOn().error() != null || clients.stopsAtError().error() != null;
    if (!lost && !reset) {
      return List.of();
    }
    List<ServerReport.Advice> advice = new ArrayList<>();
    General general = file.general();
    if (lost) {
      advice.add(
          new ServerReport.Advice(Side.CLIENT, null, general.client(), general.clientSource()));
    }
    if (RISKY.contains(teardown)) {
      advice.add(
          new ServerReport.Advice(Side.SERVER, null, general.server(), general.serverSource()));
      String server = http == null ? null : http.server();
      file.products().stream()
          .filter(product -> fits(product, server))
          .map(product ->
              new ServerReport.Advice(
                  Side.SERVER, product.product(), product.text(), product.source()))
          .forEach(advice::add);
    }
    return advice;
  }

  /**
   * Whether the product may be this server. One without a Server field may be any product that
   * sends none.
   */
  private static boolean fits(Product product, @Nullable String server) {
    if (server == null) {
      return product.says() == null;
    }
    return product.says() != null && product.says().matcher(server).find();
  }
}
