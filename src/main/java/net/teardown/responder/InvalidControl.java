package net.teardown.responder;

import java.util.List;
import net.teardown.input.Refused;
import net.teardown.input.Violation;

/** Refuses a control call with invalid content. */
public final class InvalidControl extends Refused {

  private static final long serialVersionUID = 1L;

  InvalidControl(List<Violation> violations) {
    super(Why.INVALID, violations);
  }

  InvalidControl(String field, String message) {
    this(List.of(Violation.of(field, message)));
  }
}
