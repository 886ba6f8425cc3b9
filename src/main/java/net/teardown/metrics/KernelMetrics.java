package net.teardown.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import net.teardown.socket.KernelCounters;
import org.springframework.stereotype.Component;

/**
 * Exposes the kernel's counters of resets. They are those of the whole network namespace, so they
 * are never evidence for a run. If the kernel has no such counter there is no series, because a 0
 * would be wrong.
 *
 * <p>TCPAbortFailed is left out: it is no reason, and counts again what a reason has counted.
 */
@Component
class KernelMetrics implements MeterBinder {

  private static final String WHOSE =
      "; counts the whole network namespace, strangers' connections included, and is never evidence"
          + " for one experiment";

  private static final String ABORTS =
      "Connections that this kernel aborted, by its own reason (TcpExt TCPAbortOn...): on_close is"
          + " data left unread, on_data is SO_LINGER 0 or data after the close"
          + WHOSE;

  private static final String RESETS = "Resets that this kernel sent (Tcp OutRsts)" + WHOSE;

  private static final Map<String, String> REASONS =
      Map.of(
          "on_close", "TCPAbortOnClose",
          "on_data", "TCPAbortOnData",
          "on_linger", "TCPAbortOnLinger",
          "on_memory", "TCPAbortOnMemory",
          "on_timeout", "TCPAbortOnTimeout");

  @Override
  public void bindTo(MeterRegistry registry) {
    KernelCounters now = KernelCounters.read();
    REASONS.forEach((reason, counter) -> {
      if (now.value("TcpExt", counter).isPresent()) {
        FunctionCounter.builder("teardown.kernel.aborts", counter, name -> read("TcpExt", name))
            .description(ABORTS)
            .baseUnit("aborts")
            .tag("reason", reason)
            .register(registry);
      }
    });
    if (now.value("Tcp", "OutRsts").isPresent()) {
      // The name holds the unit, resets, already; a base unit would append it again.
      FunctionCounter.builder("teardown.kernel.resets.sent", "OutRsts", name -> read("Tcp", name))
          .description(RESETS)
          .register(registry);
    }
  }

  private static double read(String group, String counter) {
    return KernelCounters.read().value(group, counter).orElse(0);
  }
}
