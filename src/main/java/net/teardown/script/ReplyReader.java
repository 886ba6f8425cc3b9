package net.teardown.script;

import java.nio.ByteBuffer;

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
   * Says, before anything is taken, how many of the bytes that follow are no reply, because they
   * had arrived before the request was sent.
   *
   * @param bytes how many; {@link Long#MAX_VALUE} where no request is sent
   */
  void banner(long bytes);

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
