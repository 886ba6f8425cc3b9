package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport.Replied;
import net.teardown.experiment.spec.LineMatch;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Printable;
import net.teardown.script.ReplyReader;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply, taken in piece by piece. Its beginning is kept up to a bound, and it is parsed
 * if it looks like HTTP. Nothing else of it is kept, and no link or redirect in it is followed.
 */
public final class Reply implements ReplyReader {

  private static final int KEPT_BYTES = 4096;
  private static final int SHOWN = 1024;
  private static final int LONGEST_LINE = 256;
  private static final byte[] HTTP = "HTTP/".getBytes(US_ASCII);

  /** RFC 8446 5.1: the type of a record (alert or handshake) comes first, then the version. */
  private static final int TLS_ALERT = 0x15;

  private static final int BAD_REQUEST = 400;

  private Requests asked;
  private final byte[] kept = new byte[KEPT_BYTES];
  private int keptBytes;
  private long taken;
  private long banner;

  /** How many bytes had been taken when the last request was sent. */
  private long takenBefore;

  /**
   * Whether all that was asked before the last request had been answered, and a reply was there.
   */
  private boolean askedAgain;

  private final ByteBuffer beginning = ByteBuffer.allocate(HTTP.length);
  private boolean decided;
  private @Nullable HttpReader http;

  /** Where in the stream the first reply in HTTP begins. */
  private long httpFrom;

  /** A reply to this request. */
  public Reply(Request request) {
    this.asked = Requests.of(request);
  }

  @Override
  public void banner(long bytes) {
    banner = bytes;
  }

  @Override
  public long asks(Request request, int times) {
    long before = http == null ? 0 : http.begunReplies();
    Requests more = Requests.of(request);
    if (more.areHttp()) {
      askedAgain = before > 0 && http != null && http.complete();
    }
    asked = asked.and(before, more, times);
    takenBefore = taken;
    if (http == null) {
      // What came before was no reply to this.
      decided = false;
      beginning.clear();
    } else {
      http.asks(asked);
    }
    return before;
  }

  @Override
  public long endOfReply(long reply) {
    return http == null ? 0 : httpFrom + http.endOf(reply);
  }

  @Override
  public long wholeReplies() {
    return http == null ? 0 : http.wholeReplies();
  }

  @Override
  public void take(ByteBuffer bytes) {
    keep(bytes.duplicate());
    ByteBuffer answer = bytes.duplicate();
    long ahead = Math.min(answer.remaining(), Math.max(0, banner - taken));
    taken += answer.remaining();
    answer.position(answer.position() + (int) ahead);
    if (!decided) {
      decide(answer);
      if (http != null) {
        httpFrom = taken - answer.remaining() - beginning.capacity();
      }
    }
    if (http != null && answer.hasRemaining()) {
      http.take(answer);
    }
  }

  /** Decides whether the reply is HTTP, by its first five bytes. */
  private void decide(ByteBuffer answer) {
    while (answer.hasRemaining() && beginning.hasRemaining()) {
      beginning.put(answer.get());
    }
    int read = beginning.position();
    boolean fits = Arrays.equals(beginning.array(), 0, read, HTTP, 0, read);
    decided = !fits || !beginning.hasRemaining();
    if (decided && fits) {
      http = new HttpReader(asked);
      http.take(beginning.flip());
    }
  }

  private void keep(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), KEPT_BYTES - keptBytes);
    bytes.get(kept, keptBytes, count);
    keptBytes += count;
  }

  @Override
  public void ended() {
    decided = true;
    if (http != null) {
      http.ended();
    }
  }

  @Override
  public Progress progress() {
    if (!decided && asked.areHttp()) {
      // The reply to an HTTP request is too short to tell what it is, so more must come.
      return Progress.INCOMPLETE;
    }
    if (http == null || http.broken() || http.isUntold()) {
      return Progress.UNFRAMED;
    }
    return http.complete() ? Progress.COMPLETE : Progress.INCOMPLETE;
  }

  @Override
  public boolean answered() {
    return http == null ? decided : http.answered();
  }

  @Override
  public boolean answeredFinally() {
    return http == null ? decided : http.answeredFinally();
  }

  /** The requests that it replies to. */
  Requests asked() {
    return asked;
  }

  /** The last reply as HTTP; null if it isn't HTTP. */
  @Nullable HttpReply http() {
    return http == null ? null : http.reply();
  }

  /**
   * The replies in HTTP, in order: as many as are kept.
   *
   * @param stillComing whether the last one was, when this end stopped reading
   */
  List<Replied> replies(boolean stillComing) {
    if (http == null) {
      return List.of();
    }
    Delivery ofAPart = stillComing ? Delivery.UNKNOWN : Delivery.TRUNCATED;
    List<Replied> replies = new ArrayList<>();
    http.replies().forEach(reply -> replies.add(Replied.of(reply, ofAPart)));
    if (http.isInHead()) {
      replies.add(new Replied(null, false, 0, ofAPart));
    }
    return replies;
  }

  /** How many replies in HTTP are missing in {@link #replies}. */
  long leftOut() {
    return http == null ? 0 : http.leftOut();
  }

  /**
   * Which of {@link #replies} is the one to the last request, 1 for the first; 0 if none is, or it
   * can't be told.
   */
  int answer() {
    return http == null ? 0 : http.answer();
  }

  /** Whether a request is to be answered of whose reply no byte has arrived. */
  boolean owes() {
    return http == null
        ? taken <= Math.max(banner, takenBefore)
        : http.owes() && !http.hasBegun() && !isUntold();
  }

  /**
   * Whether the last request was sent behind a whole reply, with nothing else owed: over a
   * connection that was kept.
   */
  boolean askedAgain() {
    return askedAgain;
  }

  /** Whether it breaks its own framing, or has left HTTP for something else. */
  boolean broken() {
    return http != null && http.broken();
  }

  /** Whether it can't be told which reply is the last request's. */
  boolean isUntold() {
    return http != null && http.isUntold();
  }

  /** Its first bytes, printable, with their line breaks; null if nothing arrived. */
  @Nullable String head() {
    if (keptBytes == 0) {
      return null;
    }
    String text = new String(kept, 0, Math.min(keptBytes, SHOWN), ISO_8859_1);
    return text.lines().map(Reply::printable).collect(Collectors.joining("\n"));
  }

  /** Whether this is found in its first bytes, as many as {@link #head} shows, as they came. */
  boolean begins(Pattern wanted) {
    byte[] first = Arrays.copyOf(kept, Math.min(keptBytes, SHOWN));
    return keptBytes > 0 && wanted.matcher(LineMatch.searchable(first)).find();
  }

  /** Its first line, printable; null if nothing arrived. */
  @Nullable String firstLine() {
    return Printable.firstLine(kept, keptBytes, LONGEST_LINE);
  }

  /**
   * The first line behind a banner, printable; null without a banner, or if nothing came behind.
   */
  @Nullable String lineBehindBanner() {
    if (banner <= 0 || banner >= keptBytes) {
      return null;
    }
    byte[] behind = Arrays.copyOfRange(kept, (int) banner, keptBytes);
    return Printable.firstLine(behind, behind.length, LONGEST_LINE);
  }

  private static String printable(String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    return Printable.of(bytes, bytes.length, SHOWN);
  }

  /** Whether it is TLS, or a TLS port's HTTP error about a plaintext request. */
  boolean tls() {
    if (keptBytes >= 2 && kept[1] == Request.TLS_MAJOR) {
      return kept[0] == TLS_ALERT || kept[0] == Request.TLS_HANDSHAKE;
    }
    HttpReply reply = http();
    String text = new String(kept, 0, keptBytes, UTF_8).toLowerCase(Locale.ROOT);
    return reply != null
        && reply.status() == BAD_REQUEST
        && Stream.of("plain http request was sent to https port", "ssl-enabled", "to an https")
            .anyMatch(text::contains);
  }
}
