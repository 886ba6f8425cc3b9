package net.teardown.api.problem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Reports in one line which property to change when the HTTP port is taken. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortTaken extends AbstractFailureAnalyzer<PortInUseException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
    int port = cause.getPort();
    return new FailureAnalysis(
        "Port %d (server.port) is taken; a second instance needs ports and a data directory of its own: --server.port=%d --teardown.data-dir=/tmp/teardown-2 --teardown.responder.port=8008"
            .formatted(port, port + 1),
        null,
        cause);
  }
}
