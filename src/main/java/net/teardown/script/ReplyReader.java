package net.teardown.script;

import java.nio.ByteBuffer;

/** Whoever reads what a server sends, while the connection that brings it is still played. */
public interface ReplyReader {

  /** What is known of where the reply ends. */
  enum Progress {
    /** It doesn't say where it ends. */
    UNFRAMED,
    /** More is to come. */
    INCOMPLETE,
    /** It is all there. */
    COMPLETE
  }

  /**
   * Says, before anything is taken, how much of it will be no answer: it was there first.
   *
   * @param bytes of it; {@link Long#MAX_VALUE} where nothing is asked
   */
  void banner(long bytes);

  /**
   * Takes what came in.
   *
   * @param bytes good until this returns
   */
  void take(ByteBuffer bytes);

  /** Says that the stream has ended with a FIN. */
  void ended();

  Progress progress();

  /** Whether the server has said anything about what it was sent so far, a 100 (Continue) too. */
  boolean answered();

  /** Whether the server has given its final answer. */
  boolean answeredFinally();
}
