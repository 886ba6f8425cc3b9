package net.teardown.experiment.outcome;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply, read as HTTP/1.x.
 *
 * @param status status of the final response, 200 to 599; of an interim response if no final one
 *     came
 * @param complete whether the whole message arrived, by its own framing; null if that can't be
 *     told: its chunks break that (RFC 9112 7.1) or have a size beyond what can be counted, or only
 *     a clean end would have told and there was none
 * @param framing what marks the message's end (RFC 9112 6.3)
 * @param bodyBytes bytes of the body that arrived, without the chunk framing
 * @param server the Server field, printable; null if there is none
 * @param keepsOpen whether the reply says that the connection stays usable (RFC 9112 9.3)
 * @param interim statuses of the 1xx responses that came first, at most 16
 */
public record HttpReply(
    int status,
    @Nullable Boolean complete,
    Framing framing,
    long bodyBytes,
    @Nullable String server,
    boolean keepsOpen,
    List<Integer> interim) {

  /** What marks a message's end. */
  public enum Framing {
    /** There is no body: the message ends with its header section. */
    NONE,
    CONTENT_LENGTH,
    CHUNKED,
    /** The connection's clean end. */
    UNTIL_CLOSE
  }

  public HttpReply {
    interim = List.copyOf(interim);
  }
}
