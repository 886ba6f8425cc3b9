package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.terms.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Reads replies as HTTP/1.x while they come in, each framed by the request that it answers, and
 * forgets their bodies.
 */
final class HttpReader {

  private static final int LONGEST_NAME = 64;
  private static final int MOST_INTERIM = 16;
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private Requests asked;
  private final ReplyDecoder decoder;
  private final EmbeddedChannel channel;

  private final WholeReplies whole = new WholeReplies();
  private @Nullable Incoming current;
  private @Nullable HttpResponse lastInterim;
  private List<Integer> interim = new ArrayList<>();

  /** No more is read: what comes is no reply any more, or there is none. */
  private boolean done;

  private boolean broken;
  private boolean leftHttp;
  private boolean ended;
  private boolean endedInHead;

  /** A reply that is being read. */
  private static final class Incoming {

    private final HttpResponse head;
    private final HttpReply.Framing framing;
    private final List<Integer> interim;
    private long bodyBytes;

    private Incoming(HttpResponse head, HttpReply.Framing framing, List<Integer> interim) {
      this.head = head;
      this.framing = framing;
      this.interim = interim;
    }

    private HttpReply reply(@Nullable Boolean complete) {
      String server = head.headers().get(HttpHeaderNames.SERVER);
      return new HttpReply(
          head.status().code(),
          complete,
          framing,
          bodyBytes,
          server == null ? null : printable(server),
          HttpUtil.isKeepAlive(head) && framing != HttpReply.Framing.UNTIL_CLOSE,
          interim);
    }
  }

  HttpReader(Requests asked) {
    this.asked = asked;
    this.decoder = new ReplyDecoder(asked);
    this.channel = new EmbeddedChannel(decoder);
    // What it allocates is little and short-lived: a pool would only cost its keep.
    channel.config().setAllocator(HEAP);
  }

  /** More is asked: these are all requests so far. */
  void asks(Requests all) {
    whole.asks(begunReplies());
    asked = all;
    decoder.asks(all);
  }

  /** How many final replies are all there or have begun. */
  long begunReplies() {
    return whole.count() + (hasBegun() ? 1 : 0);
  }

  /**
   * Where this final reply ends, 1 for the first: an offset from the beginning of all. It is one of
   * the first that came since the last request was sent.
   */
  long endOf(long reply) {
    return whole.endOf(reply);
  }

  /** How many final replies are all there. */
  long wholeReplies() {
    return whole.count();
  }

  /** Reads a reply for nothing. */
  static void prepare() {
    String reply = "HTTP/1.1 413 Content Too Large\r\nServer: x\r\nContent-Length: 3\r\n\r\nbig";
    ByteBuffer bytes = ByteBuffer.allocateDirect(reply.length()).put(US_ASCII.encode(reply)).flip();
    HttpReader reader = new HttpReader(Requests.once(List.of("GET"), true, false));
    reader.take(bytes.duplicate().limit(5));
    reader.take(bytes.position(5));
    reader.ended();
    reader.replies();
  }

  void take(ByteBuffer bytes) {
    if (done) {
      return;
    }
    decoder.feeds(bytes.remaining());
    // The decoder keeps what it can't use yet, and the buffer is the caller's.
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    drain();
  }

  /** The stream has ended with a FIN, which is what ends a reply without a framing of its own. */
  void ended() {
    if (!done) {
      endedInHead = isInHead();
      channel.finish();
      drain();
      done = true;
    }
    ended = true;
  }

  private void drain() {
    for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
      try {
        if (!done && read instanceof HttpObject part) {
          take(part);
        }
      } finally {
        ReferenceCountUtil.release(read);
      }
    }
  }

  private void take(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      if (!(part.decoderResult().cause() instanceof PrematureChannelClosureException)) {
        // What stands behind the last reply that was asked for may be anything.
        broken = current != null || owes();
        done = true;
      }
      return;
    }
    if (part instanceof HttpResponse response) {
      current =
          new Incoming(response, ReplyFraming.of(response, asked.method(whole.count())), interim);
    }
    Incoming reply = current;
    if (reply != null && part instanceof HttpContent content) {
      reply.bodyBytes += content.content().readableBytes();
      if (part instanceof LastHttpContent) {
        over(reply, decoder.nextEnd());
      }
    }
  }

  private void over(Incoming reply, long end) {
    current = null;
    if (ReplyFraming.isInterim(reply.head)) {
      // A server may send them without end.
      lastInterim = reply.head;
      if (interim.size() < MOST_INTERIM) {
        interim.add(reply.head.status().code());
      }
      return;
    }
    leftHttp = ReplyFraming.endsHttp(reply.head, asked.method(whole.count()));
    done = leftHttp;
    whole.add(reply.reply(true), end, asked.count());
    interim = new ArrayList<>();
  }

  /**
   * Whether a request is still to be answered. One behind a reply that says close is not (RFC 9112
   * 9.6), nor one behind the end of HTTP.
   */
  boolean owes() {
    return !leftHttp && whole.count() < asked.count() && !whole.saysClose();
  }

  /** Whether what came last is the beginning of a reply whose head isn't all there. */
  boolean isInHead() {
    return ended
        ? endedInHead
        : current == null && !done && (decoder.isInHead() || (owes() && decoder.holdsBytes()));
  }

  /** Whether a reply has begun that isn't all there. */
  boolean hasBegun() {
    return current != null || isInHead();
  }

  /** Whether nothing that was asked for, or has begun, is still to come. */
  boolean complete() {
    return !hasBegun() && !owes();
  }

  /**
   * Whether it isn't HTTP after all, breaks its own framing, or has left HTTP for something else.
   */
  boolean broken() {
    return broken || leftHttp;
  }

  /** Whether what came in place of a reply is none, or how many are to come can't be told. */
  boolean isUntold() {
    return (broken && current == null)
        || (!asked.allKnown() && whole.count() > 0 && !hasBegun() && !whole.saysClose());
  }

  /** Whether any answer has come, an interim one too. */
  boolean answered() {
    return lastInterim != null || answeredFinally();
  }

  boolean answeredFinally() {
    return current != null || whole.count() > 0;
  }

  /**
   * How many of those that came, or have begun, are missing in {@link #replies}. One that is {@link
   * #isInHead in its head} isn't.
   */
  long leftOut() {
    return whole.count() + (current == null ? 0 : 1) - replies().size();
  }

  /**
   * What came so far, in order: the first ones, the one to the last request and the last one, which
   * may be there in part. It isn't among them as long as it is {@link #isInHead in its head}.
   */
  List<HttpReply> replies() {
    List<HttpReply> all = whole.kept(asked.count(), hasBegun());
    if (current != null) {
      all.add(current.reply(toldWhole(current)));
    }
    return all;
  }

  /** Whether the one that is being read is whole: it isn't yet; null if that can't be told. */
  private @Nullable Boolean toldWhole(Incoming reply) {
    boolean untold = broken || (!ended && reply.framing == HttpReply.Framing.UNTIL_CLOSE);
    return untold ? null : Boolean.FALSE;
  }

  /**
   * Which of {@link #replies} is the one to the last request, 1 for the first, as far as it has
   * come; one that is {@link #isInHead in its head} stands behind them. 0 if none is, or it can't
   * be told.
   */
  int answer() {
    long begun = begunReplies();
    if (begun == 0 || (broken && current == null) || (!hasBegun() && owes())) {
      return 0;
    }
    boolean isLast = current == null ? whole.saysClose() : !current.reply(false).keepsOpen();
    if (!asked.allKnown() && (isInHead() || !isLast)) {
      return 0;
    }
    long number = asked.areHttp() && asked.allKnown() ? Math.min(asked.count(), begun) : begun;
    return number == begun ? replies().size() + (isInHead() ? 1 : 0) : WholeReplies.place(number);
  }

  /** The last of them; an interim answer where no other came, null if there is none. */
  @Nullable HttpReply reply() {
    if (current != null) {
      return current.reply(toldWhole(current));
    }
    HttpResponse announced = lastInterim;
    return whole.last() != null || announced == null
        ? whole.last()
        : new Incoming(announced, HttpReply.Framing.NONE, interim).reply(false);
  }

  private static String printable(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return Printable.of(bytes, bytes.length, LONGEST_NAME);
  }
}
