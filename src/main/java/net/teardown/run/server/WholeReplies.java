package net.teardown.run.server;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.HttpReply;
import org.jspecify.annotations.Nullable;

/**
 * The replies that are all there. A server may send them without end, so all are counted and few
 * are kept: the first ones, the one to the last request and the last one.
 */
final class WholeReplies {

  private static final int MOST_FIRST = 100;

  /** No conversation hears more of them after it has said something: it has no more turns. */
  private static final int MOST_ENDS = 64;

  private final List<HttpReply> first = new ArrayList<>();
  private @Nullable HttpReply last;
  private long count;

  /** The reply to what was the last request when it came, not one of the first, and its number. */
  private @Nullable HttpReply answer;

  private long answerNumber;

  /** How many there were when the last request was sent, and with one that had begun. */
  private long countBefore;

  private long begunBefore;

  /** Where those end that came since. */
  private final List<Long> ends = new ArrayList<>();

  /**
   * A request is sent.
   *
   * @param begun how many replies there are by now, with one that has begun
   */
  void asks(long begun) {
    countBefore = count;
    begunBefore = begun;
    ends.clear();
  }

  /**
   * One more is there.
   *
   * @param end where it ends
   * @param requests how many requests there are
   */
  void add(HttpReply reply, long end, long requests) {
    count++;
    last = reply;
    if (count <= MOST_FIRST) {
      first.add(reply);
    } else if (count == requests) {
      answer = reply;
      answerNumber = count;
    }
    if (count > begunBefore && ends.size() < MOST_ENDS) {
      ends.add(end);
    }
  }

  /** How many there are. */
  long count() {
    return count;
  }

  /** The last one; null if there is none. */
  @Nullable HttpReply last() {
    return last;
  }

  /** Whether the last one says that nothing follows it, and nothing was asked since. */
  boolean saysClose() {
    return last != null && !last.keepsOpen() && count > countBefore;
  }

  /** Where this one ends, 1 for the first: one of those that came since the last request. */
  long endOf(long reply) {
    return ends.get((int) (reply - begunBefore) - 1);
  }

  /**
   * Those that are kept, in order.
   *
   * @param requests how many requests there are
   * @param oneMore whether another has begun, which takes the place of the last one
   */
  List<HttpReply> kept(long requests, boolean oneMore) {
    List<HttpReply> all = new ArrayList<>(first);
    boolean answered = answer != null && answerNumber == requests;
    if (answered && answer != null) {
      all.add(answer);
    }
    boolean isThere = count <= MOST_FIRST || (answered && answerNumber == count);
    if (last != null && !isThere && !oneMore) {
      all.add(last);
    }
    return all;
  }

  /**
   * Where this one stands among those that are kept, 1 for the first of them: it is the one to the
   * last request, and one stands behind it, if only in part.
   */
  static int place(long reply) {
    return (int) Math.min(reply, MOST_FIRST + 1);
  }
}
