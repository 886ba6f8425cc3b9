package net.teardown.policy;

/** What is known of those who call this instance. */
public interface Callership {

  /** Whether nobody else can call: only this host, or whoever has the token. */
  boolean callersAreKnown();
}
