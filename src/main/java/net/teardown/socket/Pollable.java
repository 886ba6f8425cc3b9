package net.teardown.socket;

/** What {@link TcpStack#await} can wait for. */
public sealed interface Pollable permits TcpListener, TcpSocket {}
