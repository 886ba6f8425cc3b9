package net.teardown.selfcheck;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Shows the self-check in {@code /actuator/health}, as {@code selfcheck}. It is never DOWN: a host
 * that deviates from theory is a finding that this service exists to make, and neither a restart
 * nor keeping calls away would help. UNKNOWN leaves the whole UP, and the details name the problem.
 */
@Component("selfcheck")
class SelfCheckHealth implements HealthIndicator {

  private final SelfCheck selfCheck;

  SelfCheckHealth(SelfCheck selfCheck) {
    this.selfCheck = selfCheck;
  }

  @Override
  public Health health() {
    return selfCheck.report().map(SelfCheckHealth::of).orElseGet(this::nothingYet);
  }

  static Health of(SelfCheckReport report) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    report
        .findings()
        .forEach(finding -> verdicts.put(finding.scenario(), finding.outcome().verdict().name()));
    return (report.asPredicted() ? Health.up() : Health.unknown())
        .withDetail("summary", report.summary())
        .withDetail("stack", report.stack())
        .withDetail("evidence", report.evidence())
        .withDetail("undecidingSettings", report.undecidingSettings())
        .withDetail("verdicts", verdicts)
        .build();
  }

  private Health nothingYet() {
    String summary =
        selfCheck.enabled()
            ? "Not done yet, or it could not run: see the log."
            : "Switched off by teardown.self-check.enabled.";
    return Health.unknown().withDetail("summary", summary).build();
  }
}
