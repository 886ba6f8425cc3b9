package net.teardown.responder.control;

/**
 * The initiator has closed.
 *
 * @param address its own address and port, by which the responder sees whether something in between
 *     translates addresses
 */
public record InitiatorClosed(String address) {}
