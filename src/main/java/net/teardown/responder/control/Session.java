package net.teardown.responder.control;

import java.util.UUID;

/**
 * An armed session.
 *
 * @param protocol {@link ResponderControl#PROTOCOL}
 * @param instance the id of the responder's process, new at each start
 * @param vantage its name
 * @param ticket the 16 bytes that the test connection begins with, as 32 hexadecimal digits; valid
 *     once
 * @param dataPort where it listens for the test connection
 * @param receivedMicros when the request to arm came in, on the clock that this session's report
 *     uses
 * @param answeredMicros when this answer was sent, on the same clock
 */
public record Session(
    int protocol,
    UUID id,
    UUID instance,
    String vantage,
    String version,
    String ticket,
    int dataPort,
    long receivedMicros,
    long answeredMicros) {

  @Override
  public String toString() {
    return "Session[id=%s, instance=%s]".formatted(id, instance);
  }
}
