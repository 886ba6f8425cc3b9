package net.teardown.script;

import java.nio.ByteBuffer;
import net.teardown.experiment.spec.Request;

/** Reads what a server sends, while the connection is still in use. */
public interface ReplyReader {

  /** What is known of where the reply ends. */
  enum Progress {
    /** The reply doesn't say where it ends. */
    UNFRAMED,
    /** More of the reply must come. */
    INCOMPLETE,
    /** The reply is complete. */
    COMPLETE
  }

  /**
   * Says how many bytes at the beginning of the stream are no reply, because they had arrived
   * before anything was sent.
   *
   * @param bytes how many; {@link Long#MAX_VALUE} as long as nothing is sent
   */
  void banner(long bytes);

  /**
   * Says that a turn is about to say this. What came before it is no answer to it.
   *
   * @param request answered by what comes from now on, if it is in HTTP
   * @param times how often it is said
   * @return how many replies in HTTP there are, or have begun, before the first answer to it
   */
  long asks(Request request, int times);

  /**
   * Where a reply in HTTP ends that is all there, as an offset in the stream.
   *
   * @param reply 1 for the first; interim ones aren't counted. None of those that there were when
   *     something was last asked, and none further behind them than a conversation has turns
   */
  long endOfReply(long reply);

  /** How many replies in HTTP are all there, interim ones not counted. */
  long wholeReplies();

  /**
   * Reads the bytes received.
   *
   * @param bytes valid until this returns
   */
  void take(ByteBuffer bytes);

  /** Says that the stream has ended with a FIN. */
  void ended();

  /** How much of the reply is known to be there. */
  Progress progress();

  /** Whether the server has answered the request, even with a 100 (Continue) alone. */
  boolean answered();

  /** Whether the server has given its final answer. */
  boolean answeredFinally();
}
