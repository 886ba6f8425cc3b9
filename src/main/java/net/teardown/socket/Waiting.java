package net.teardown.socket;

/** A socket or listener to wait for, and the events to wait for. */
public record Waiting(Pollable what, Interest interest) {}
