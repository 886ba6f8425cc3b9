package net.teardown.responder;

import java.util.Objects;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.socket.Errno;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one line which property to change when the data port can't be listened on. */
final class DataPortUnusableAnalyzer extends AbstractFailureAnalyzer<DataPortUnusable> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, DataPortUnusable cause) {
    return new FailureAnalysis(say(cause), null, cause);
  }

  private static String say(DataPortUnusable cause) {
    int port = cause.port();
    Errno errno = cause.failure().errno();
    if (errno.equals(Errno.EADDRINUSE)) {
      int next = port < 65_535 ? port + 1 : 0;
      return "Port %d (teardown.responder.port) is taken; a second instance needs ports and a data directory of its own: --teardown.responder.port=%d --server.port=8081 --teardown.data-dir=/tmp/teardown-2"
          .formatted(port, next);
    }
    String address = HostAndPort.shortest(cause.address().getHostAddress());
    if (errno.equals(Errno.EADDRNOTAVAIL) || errno.equals(Errno.EAFNOSUPPORT)) {
      return "%s (teardown.responder.bind-address) is no address of this host; 0.0.0.0 listens on all of them"
          .formatted(address);
    }
    if (errno.equals(Errno.EACCES)) {
      return "Port %d (teardown.responder.port) may not be listened on by this user; ports from 1024 on may: --teardown.responder.port=8007"
          .formatted(port);
    }
    return "Nothing can listen on %s port %d (teardown.responder.bind-address, teardown.responder.port): %s"
        .formatted(address, port, Objects.requireNonNull(cause.getMessage()));
  }
}
