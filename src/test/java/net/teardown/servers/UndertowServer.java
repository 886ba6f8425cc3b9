package net.teardown.servers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.Version;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Undertow, by the component that checks the length of a body. */
enum UndertowServer implements Maker {
  /** The server itself, which answers 400 if Content-Length exceeds the limit. */
  SERVER,
  /** The exchange, when a handler reads the body. */
  EXCHANGE,
  /** A handler, which answers and leaves the body unread. */
  HANDLER;

  @Override
  public void needs() {}

  @Override
  public Running start(Path directory) {
    Undertow.Builder builder =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, Server.IDLE_SECONDS * 1000)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, Server.IDLE_SECONDS * 1000);
    if (this == SERVER) {
      builder.setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) Server.LIMIT);
    }
    Undertow undertow = builder.addHttpListener(0, "127.0.0.1", this::answer).build();
    undertow.start();
    int port = ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    return new Running(port, Version.getVersionString(), undertow::stop);
  }

  private void answer(HttpServerExchange exchange) {
    if (this == HANDLER && exchange.getRequestContentLength() > Server.LIMIT) {
      refuse(exchange);
      return;
    }
    if (this == EXCHANGE) {
      exchange.setMaxEntitySize(Server.LIMIT);
    }
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (whole, _) -> whole.getResponseSender().send("ok\n"), (large, _) -> refuse(large));
  }

  private static void refuse(HttpServerExchange exchange) {
    exchange.setStatusCode(StatusCodes.REQUEST_ENTITY_TOO_LARGE);
    exchange.getResponseSender().send("too large\n");
  }
}
