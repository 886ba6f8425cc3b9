package net.teardown.script;

import java.net.InetSocketAddress;
import net.teardown.socket.TcpSocket;

/**
 * An accepted connection whose ticket has been read, so that the responder's script can begin on
 * it.
 *
 * @param local the local address that the connection was made to
 * @param ticketBytes how many bytes were read from it before the script
 * @param acceptAtNanos when the accept(2) that returned it was called, by {@link System#nanoTime()}
 * @param acceptedNanos when that call returned
 * @param ticketAtNanos when the recv(2) that completed the ticket was called
 * @param ticketNanos when that call returned
 */
public record AcceptedConnection(
    TcpSocket socket,
    InetSocketAddress local,
    int ticketBytes,
    long acceptAtNanos,
    long acceptedNanos,
    long ticketAtNanos,
    long ticketNanos) {}
