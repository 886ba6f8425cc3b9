package net.teardown.responder.control;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * The control channel of a run between two hosts. It is separate from the test connection, so that
 * the latter carries the experiment alone. The responder's controller implements it; the runner
 * calls it.
 */
@HttpExchange(ResponderControl.PATH)
public interface ResponderControl {

  /** The version that both ends must use. */
  int PROTOCOL = 1;

  /** The header Accept of all calls, which all versions send. */
  String ACCEPT = "application/json, application/*+json";

  /** The path of all calls. */
  String PATH = "/api/v1/sessions";

  /** Prepares the responder's half of one run and returns the ticket for it. */
  @PostExchange
  Session arm(@RequestBody ArmRequest request);

  /** Tells a responder that observes that the initiator has closed, which it can't see itself. */
  @PostExchange("/{id}/closed")
  void closed(@PathVariable("id") UUID id, @RequestBody InitiatorClosed closed);

  /**
   * The responder's report.
   *
   * @param waitMillis how long to wait, 0 to 60000, until it has closed or finished observing
   */
  @GetExchange("/{id}")
  WrittenReport report(
      @PathVariable("id") UUID id,
      @RequestParam(name = "waitMillis", defaultValue = "0")
          @Min(value = 0, message = "must be 0 to 60000")
          @Max(value = 60_000, message = "must be 0 to 60000")
          int waitMillis);

  /** Ends a session in any state; a ticket not shown yet is void from then on. */
  @DeleteExchange("/{id}")
  void disarm(@PathVariable("id") UUID id);
}
