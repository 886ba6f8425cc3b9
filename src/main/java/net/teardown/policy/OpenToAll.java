package net.teardown.policy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Warns once at start where other hosts can reach an API that asks for no token. */
@Component
class OpenToAll {

  private static final Logger log = LoggerFactory.getLogger(OpenToAll.class);

  private final @Nullable InetAddress address;
  private final Callers callers;

  OpenToAll(ServerProperties server, Callers callers) {
    this.address = server.getAddress();
    this.callers = callers;
  }

  @EventListener(ApplicationReadyEvent.class)
  void warn() {
    if (!callers.needToken() && (address == null || !address.isLoopbackAddress())) {
      log.warn(
          "ANYONE who reaches {} can run experiments and delete the history. Set teardown.api.token"
              + " (TEARDOWN_API_TOKEN) to a secret that callers must send, or"
              + " server.address=127.0.0.1.",
          address == null ? "this host" : address.getHostAddress());
    }
  }
}
