package net.teardown.socket;

/** One of several that {@link TcpStack#await} waits for. */
public record Waiting(Pollable what, Interest interest) {}
