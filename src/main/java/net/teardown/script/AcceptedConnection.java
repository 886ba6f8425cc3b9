package net.teardown.script;

import java.net.InetSocketAddress;
import net.teardown.socket.TcpSocket;

/**
 * A connection that was accepted and has shown its ticket, so that the responder's script may begin
 * on it.
 *
 * @param local the address that it came to
 * @param ticketBytes how many bytes were read from it before the script
 * @param acceptAtNanos when accept was called that returned it, by {@link System#nanoTime()}
 * @param acceptedNanos when that returned
 * @param ticketAtNanos when the recv was called that completed the ticket
 * @param ticketNanos when that returned
 */
public record AcceptedConnection(
    TcpSocket socket,
    InetSocketAddress local,
    int ticketBytes,
    long acceptAtNanos,
    long acceptedNanos,
    long ticketAtNanos,
    long ticketNanos) {}
