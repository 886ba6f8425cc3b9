package net.teardown.experiment.outcome;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered, read as HTTP/1.x.
 *
 * @param status the final answer's, 200 to 599; an interim one's where no other came
 * @param complete whether the message is all there by its own framing; null where only a clean end
 *     would have told, and there was none
 * @param framing what tells where the message ends (RFC 9112 6.3)
 * @param bodyBytes bytes of the body that came, without the framing of chunks
 * @param server the Server field, printable; null if it doesn't say
 * @param keepsOpen whether the reply says that the connection stays usable (RFC 9112 9.3)
 * @param interim the statuses of 1xx answers that came first, of 16 at most
 */
public record HttpReply(
    int status,
    @Nullable Boolean complete,
    Framing framing,
    long bodyBytes,
    @Nullable String server,
    boolean keepsOpen,
    List<Integer> interim) {

  /** What tells where a message ends. */
  public enum Framing {
    /** There is no body: the head's end is the message's. */
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
