package net.teardown.api.security;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Logs a warning at start if other hosts can reach an API that requires no token. */
@Component
class OpenToAll {

  private static final Logger log = LoggerFactory.getLogger(OpenToAll.class);

  private final @Nullable InetAddress address;
  private final Callers callers;
  private final boolean responds;

  OpenToAll(ServerProperties server, Callers callers, Environment environment) {
    this.address = server.getAddress();
    this.callers = callers;
    this.responds = environment.getProperty("teardown.responder.enabled", Boolean.class, true);
  }

  @EventListener(ApplicationReadyEvent.class)
  void warn() {
    List<String> open = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    if (!callers.needToken()) {
      open.add("run experiments and delete the history");
      tokens.add("teardown.api.token (TEARDOWN_API_TOKEN)");
    }
    if (responds && !callers.needControlToken()) {
      open.add("make this instance the far end of an experiment");
      tokens.add("teardown.responder.token (TEARDOWN_RESPONDER_TOKEN)");
    }
    if (!open.isEmpty() && (address == null || !address.isLoopbackAddress())) {
      log.warn(
          "ANYONE who reaches {} can {}. Set {} to {} that callers must send, or"
              + " server.address=127.0.0.1.",
          address == null ? "this host" : address.getHostAddress(),
          String.join(", and ", open),
          String.join(" and ", tokens),
          tokens.size() == 1 ? "a secret" : "two secrets");
    }
  }
}
