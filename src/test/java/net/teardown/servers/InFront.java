package net.teardown.servers;

import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * An HTTP proxy with a server behind it that refuses.
 *
 * @param proxy makes the proxy, given the port of the server behind it
 */
record InFront(IntFunction<Maker> proxy, Maker behind) implements Maker {

  @Override
  public void needs() {
    proxy.apply(0).needs();
    behind.needs();
  }

  @Override
  public Running start(Path directory) throws Exception {
    Running server = behind.start(directory);
    try {
      return proxy.apply(server.port()).start(directory).andThen(server);
    } catch (Throwable e) {
      server.close();
      throw e;
    }
  }
}
