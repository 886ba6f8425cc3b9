package net.teardown.api.problem;

import java.util.List;

/** The request can't be understood, or asks for what there isn't; answered by 400. */
public class InvalidRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<InputError> flaws;

  /**
   * @param detail all that is wrong, in sentences
   */
  public InvalidRequest(String detail, InputError... flaws) {
    super(detail);
    this.flaws = List.of(flaws);
  }

  /** All that is wrong, with where it stands. */
  public List<InputError> flaws() {
    return flaws;
  }
}
