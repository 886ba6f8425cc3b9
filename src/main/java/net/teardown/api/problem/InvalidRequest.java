package net.teardown.api.problem;

import java.util.List;

/** The request is malformed or names something that doesn't exist; answered with 400. */
public class InvalidRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<InputError> errors;

  /**
   * @param detail all errors, in sentences
   */
  public InvalidRequest(String detail, InputError... errors) {
    super(detail);
    this.errors = List.of(errors);
  }

  /** All errors, with their places. */
  public List<InputError> errors() {
    return errors;
  }
}
