package net.teardown.input;

/**
 * A listener that a reader calls when it has read and translated an older release's form. It is a
 * reader attribute whose key is this class.
 */
public interface OldForm {

  /** Called once for each translation. */
  void found();
}
