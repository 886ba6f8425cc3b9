package net.teardown.input;

/**
 * Who is told of what an older release wrote, which is read then too: an attribute of a reader,
 * under its own class.
 */
public interface OldForm {

  /** One has been found, and translated. */
  void found();
}
