package net.teardown.socket;

/** A socket or listener that {@link TcpStack#await} can wait for. */
public sealed interface Pollable permits TcpListener, TcpSocket {}
