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

/** What to change so that the reply isn't lost, from a file of what is known of servers. */
final class Advice {

  private static final String FILE = "/servers.json";

  /** How a server's close puts its reply at risk. */
  private static final Set<ServerTeardown> RISKY =
      Set.of(
          ServerTeardown.HALF_CLOSE_THEN_CLOSE, ServerTeardown.PLAIN_CLOSE, ServerTeardown.ABORT);

  /**
   * One server.
   *
   * @param says what its Server field looks like, a regular expression; null if it has none
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

  /** Nothing where a client that stops at the first error gets what another one gets. */
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

  /** A server that doesn't say who it is may be any of those that don't. */
  private static boolean fits(Product product, @Nullable String server) {
    if (server == null) {
      return product.says() == null;
    }
    return product.says() != null && product.says().matcher(server).find();
  }
}
