package net.teardown.responder.control;

/**
 * The message that the initiator has closed.
 *
 * @param address the initiator's own address and port, by which the responder sees whether
 *     something in the path translates addresses
 */
public record InitiatorClosed(String address) {}
