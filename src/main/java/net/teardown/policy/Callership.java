package net.teardown.policy;

/** Tells whether the callers of this instance are known. */
public interface Callership {

  /** Whether only known callers reach the API: those on this host, or those with the token. */
  boolean callersAreKnown();
}
