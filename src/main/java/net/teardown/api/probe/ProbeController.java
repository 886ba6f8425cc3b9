package net.teardown.api.probe;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import net.teardown.api.http.AnsweredInFront;
import net.teardown.api.http.Audit;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.policy.TargetDenied;
import net.teardown.probe.ProbeModule;
import net.teardown.probe.ProbeModules;
import net.teardown.probe.ProbeResult;
import net.teardown.probe.Prober;
import net.teardown.probe.RecentProbes;
import net.teardown.run.RunnerBusy;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves {@code GET /probe}, which Prometheus uses as for any multi-target exporter. Whatever
 * happens on the network is a 200 with {@code probe_success}. Only an invalid or denied request has
 * another status, with a line of text that says what to do.
 */
@Hidden
@RestController
@EnableConfigurationProperties(ProbeProperties.class)
class ProbeController implements AnsweredInFront {

  private static final String PATH = "/probe";
  private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

  private final ProbeModules modules;
  private final Prober prober;
  private final TimeAllowed timeAllowed;
  private final MetricFormats formats;
  private final RecentProbes recent;

  ProbeController(
      ProbeModules modules,
      Prober prober,
      ProbeProperties properties,
      MetricFormats formats,
      RecentProbes recent) {
    this.formats = formats;
    this.recent = recent;
    this.modules = modules;
    this.prober = prober;
    this.timeAllowed = new TimeAllowed(properties.timeoutOffset());
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public ResponseEntity<byte[]> answer(HttpServletRequest request) {
    return probe(request);
  }

  @GetMapping(PATH)
  ResponseEntity<byte[]> probe(HttpServletRequest request) {
    String fault = ProbeParameters.fault(request);
    if (fault != null) {
      return text(HttpStatus.BAD_REQUEST, fault);
    }
    String name = Objects.requireNonNullElse(request.getParameter("module"), ProbeModules.DEFAULT);
    ProbeModule module = modules.named(name).orElse(null);
    if (module == null) {
      return text(HttpStatus.BAD_REQUEST, "There is no such module; known are " + known());
    }
    String target = Objects.requireNonNullElse(request.getParameter("target"), "");
    if (target.isBlank() && module.needsTarget()) {
      return text(HttpStatus.BAD_REQUEST, "The parameter 'target' is missing: host or host:port");
    }
    Duration within;
    try {
      within = timeAllowed.of(request.getHeader(TimeAllowed.HEADER), module);
    } catch (NumberFormatException _) {
      return text(HttpStatus.BAD_REQUEST, TimeAllowed.HEADER + " must be seconds above 0");
    }
    try {
      ProbeResult result = prober.probe(module, target, within, Origin.PROBE);
      recent.add(result);
      Audit.probed(
          request, result.target(), result.outcome().verdict().name(), result.experiment().id());
      return "true".equals(request.getParameter("debug"))
          ? text(HttpStatus.OK, formats.page(result))
          : metrics(result, request.getHeader(HttpHeaders.ACCEPT));
    } catch (InvalidSpec e) {
      return text(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (TargetDenied e) {
      return text(HttpStatus.FORBIDDEN, String.valueOf(e.getMessage()));
    } catch (RunnerBusy e) {
      return text(HttpStatus.TOO_MANY_REQUESTS, String.valueOf(e.getMessage()));
    }
  }

  private ResponseEntity<byte[]> metrics(ProbeResult result, @Nullable String accept) {
    TextAnswers format = formats.accepted(accept);
    return answer(HttpStatus.OK, format.type(), format.of(Exposition.of(result)));
  }

  private String known() {
    return modules.all().stream().map(ProbeModule::name).collect(Collectors.joining(", "));
  }

  private static ResponseEntity<byte[]> text(HttpStatus status, String text) {
    String line = text.endsWith("\n") ? text : text + "\n";
    return answer(status, TEXT, line.getBytes(StandardCharsets.UTF_8));
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, MediaType type, byte[] body) {
    return ResponseEntity.status(status).contentType(type).body(body);
  }
}
