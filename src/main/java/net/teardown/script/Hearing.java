package net.teardown.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import net.teardown.experiment.spec.Heard;
import net.teardown.experiment.spec.LineMatch;
import org.jspecify.annotations.Nullable;

/** What one turn has heard, and whether that is what it waits for. */
final class Hearing {

  /** What a pattern is looked for in, at least. */
  private static final int LOOKED_AT = 8192;

  private static final int LONGEST_HEAD = 256;

  private final Heard wanted;
  private final Inbox inbox;
  private final ReplyReader reader;
  private final ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD);

  /** How many whole replies there are when one more than the turns before has heard is there. */
  private final long replies;

  private long bytes;
  private boolean met;
  private @Nullable LineMatch matched;

  /** A line is longer than can be looked at. */
  private boolean hopeless;

  /** A pattern was found in a line whose end hasn't come. */
  private boolean foundInPart;

  /** How far behind the pattern has been looked for in vain. */
  private int lookedAt;

  /** Bytes at the beginning of the inbox that were looked at, and stay as what stands before. */
  private int context;

  /**
   * @param replies how many whole replies must have come for one more to be heard
   */
  Hearing(Heard wanted, Inbox inbox, ReplyReader reader, long replies) {
    this.wanted = wanted;
    this.inbox = inbox;
    this.reader = reader;
    this.replies = replies;
  }

  /** How many bytes it has heard. */
  long bytes() {
    return bytes;
  }

  /** The first bytes that it has heard, or those of the line that it waited for. */
  ByteBuffer head() {
    return head.duplicate().flip();
  }

  /** Whether what it waits for has come. */
  boolean met() {
    return met;
  }

  /** Whether what it waits for can't come any more, though the stream goes on. */
  boolean hopeless() {
    return hopeless;
  }

  /** The line that it waited for; null if it waits for something else, or it hasn't come. */
  @Nullable LineMatch matched() {
    return matched;
  }

  /** How many bytes to receive at most before it is asked again; at least one. */
  long room() {
    return wanted instanceof Heard.Bytes(int count)
        ? Math.min(inbox.room(), count - bytes)
        : inbox.room();
  }

  /** Hears what is in the inbox, as far as it belongs to this turn. */
  void listen() {
    bytes += inbox.forgotten();
    switch (wanted) {
      case Heard.Bytes(int count) -> {
        hear((int) Math.min(inbox.length(), Math.max(0, count - bytes)));
        met = bytes >= count;
      }
      case Heard.Line _ -> {
        int feed = inbox.indexOf((byte) '\n', 0);
        hearUpTo(feed < 0 ? -1 : feed + 1, 0);
      }
      case Heard.Until(String text) -> {
        byte[] end = text.getBytes(UTF_8);
        hearUpTo(inbox.behind(end), end.length - 1);
      }
      case Heard.Match(Pattern pattern) -> look(pattern);
      case Heard.MatchingLine(Pattern pattern) -> lookAtLines(pattern);
      case Heard.HttpReply _ -> {
        met = reader.wholeReplies() >= replies;
        long end = met ? reader.endOfReply(replies) : Long.MAX_VALUE;
        hear((int) Math.clamp(end - inbox.position(), 0L, inbox.length()));
      }
      case Heard.Silence _, Heard.End _ -> hear(inbox.length());
    }
  }

  /** Nothing has come for the time of silence. */
  void silent() {
    switch (wanted) {
      case Heard.Silence _ -> met = true;
      case Heard.Match(Pattern pattern) -> lookOnceMore(pattern);
      case Heard.Bytes _,
          Heard.MatchingLine _,
          Heard.Line _,
          Heard.Until _,
          Heard.HttpReply _,
          Heard.End _ -> {
        // Silence alone says nothing to them.
      }
    }
  }

  /**
   * The stream has ended.
   *
   * @param whole whether by a FIN: nothing of it is missing
   */
  void ended(boolean whole) {
    switch (wanted) {
      case Heard.End _ -> met = whole;
      case Heard.Match(Pattern pattern) -> lookOnceMore(pattern);
      case Heard.MatchingLine(Pattern pattern) -> {
        if (whole && inbox.length() > 0) {
          lookAtLine(pattern, inbox.length(), inbox.length());
        }
      }
      case Heard.Bytes _, Heard.Line _, Heard.Until _, Heard.HttpReply _, Heard.Silence _ -> {
        // What they wait for can't come any more.
      }
    }
    if (!met) {
      giveUp();
    }
  }

  /** It is waited for no longer: what has come isn't that. */
  void giveUp() {
    hear(inbox.length());
  }

  /** Whether a time of silence means something to it. */
  boolean mindsSilence() {
    return switch (wanted) {
      case Heard.Silence _ -> true;
      case Heard.Match _ -> foundInPart || inbox.length() > lookedAt;
      case Heard.Bytes _,
          Heard.MatchingLine _,
          Heard.Line _,
          Heard.Until _,
          Heard.HttpReply _,
          Heard.End _ ->
          false;
    };
  }

  /**
   * Hears up to an offset.
   *
   * @param end below 0 if the end hasn't come; then nothing is kept of an inbox that is full but
   *     its last bytes
   */
  private void hearUpTo(int end, int last) {
    met = end >= 0;
    if (met) {
      hear(end);
    } else if (inbox.room() == 0) {
      hear(inbox.length() - last);
    }
  }

  private void lookAtLines(Pattern pattern) {
    int feed = inbox.indexOf((byte) '\n', lookedAt);
    while (!met && feed >= 0) {
      lookAtLine(pattern, feed, feed + 1);
      feed = inbox.indexOf((byte) '\n', lookedAt);
    }
    if (!met) {
      lookedAt = inbox.length();
      hopeless = inbox.room() == 0;
    }
  }

  /**
   * Hears a line, if it matches or not.
   *
   * @param length how long it is, without its line feed
   * @param end behind its line feed
   */
  private void lookAtLine(Pattern pattern, int length, int end) {
    int last = length > 0 && inbox.before(length) == '\r' ? length - 1 : length;
    matched = LineMatch.find(pattern, inbox.copy(last));
    met = matched != null;
    if (met) {
      // That line is what is shown.
      head.clear();
    }
    hear(end);
  }

  /** Looks for a pattern whenever a line has ended, which bounds how often. */
  private void look(Pattern pattern) {
    if (inbox.indexOf((byte) '\n', lookedAt) >= 0 || inbox.room() == 0) {
      find(pattern, false);
    }
  }

  private void lookOnceMore(Pattern pattern) {
    if (inbox.length() > 0) {
      find(pattern, true);
    }
  }

  /**
   * @param noMore whether the rest of the line that the match is in is no longer waited for
   */
  private void find(Pattern pattern, boolean noMore) {
    Matcher matcher = pattern.matcher(LineMatch.searchable(inbox.copy(inbox.length())));
    if (matcher.find(context)) {
      int end = matcher.end();
      boolean atLineEnd = end > 0 && inbox.before(end) == '\n';
      int feed = atLineEnd ? end - 1 : inbox.indexOf((byte) '\n', end);
      foundInPart = feed < 0;
      met = !foundInPart || noMore || inbox.room() == 0;
      if (met) {
        hear(feed < 0 ? inbox.length() : feed + 1);
      } else {
        lookedAt = inbox.length();
      }
      return;
    }
    int passed = inbox.length() - LOOKED_AT;
    if (passed > 0) {
      // So that a beginning isn't found where the stream only goes on.
      hear(passed);
      context = 1;
    }
    lookedAt = inbox.length();
  }

  private void hear(int count) {
    inbox.remove(count, head);
    bytes += count;
    lookedAt = Math.max(0, lookedAt - count);
  }
}
