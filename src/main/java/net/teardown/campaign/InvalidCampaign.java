package net.teardown.campaign;

import java.util.List;
import net.teardown.input.Refused;
import net.teardown.input.Violation;

/**
 * Refuses an invalid campaign. Every violation names its field by its pointer, {@code
 * /base/bytesSent}.
 */
public class InvalidCampaign extends Refused {

  private static final long serialVersionUID = 1L;

  InvalidCampaign(List<Violation> violations) {
    super(Why.INVALID, violations);
  }

  InvalidCampaign(String pointer, String message) {
    this(List.of(new Violation(pointer, message)));
  }
}
