package net.teardown.experiment.spec;

import java.util.List;
import net.teardown.input.Refused;
import net.teardown.input.Violation;

/** A spec breaks rules; every one of them is named, in the order of the fields' table. */
public class InvalidSpec extends Refused {

  private static final long serialVersionUID = 1L;

  public InvalidSpec(List<Violation> violations) {
    super(Why.INVALID, violations);
  }
}
