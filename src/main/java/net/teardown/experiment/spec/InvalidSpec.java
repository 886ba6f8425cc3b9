package net.teardown.experiment.spec;

import java.util.List;
import net.teardown.input.Refused;
import net.teardown.input.Violation;

/** A spec breaks rules. Each broken rule is one violation, in the order of {@link SpecFields}. */
public class InvalidSpec extends Refused {

  private static final long serialVersionUID = 1L;

  public InvalidSpec(List<Violation> violations) {
    super(Why.INVALID, violations);
  }
}
