package net.teardown.api;

import java.util.List;

/** The request can't be understood, or asks for what there isn't; answered by 400. */
class InvalidRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Flaw> flaws;

  InvalidRequest(String detail, Flaw... flaws) {
    super(detail);
    this.flaws = List.of(flaws);
  }

  List<Flaw> flaws() {
    return flaws;
  }
}
