package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.terms.Printable;
import org.jspecify.annotations.Nullable;

/** Parses a reply as HTTP/1.x while it arrives, without keeping its body. */
final class HttpReader {

  private static final int LONGEST_NAME = 64;
  private static final int MOST_INTERIM = 16;
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final EmbeddedChannel channel;
  private final List<Integer> interim = new ArrayList<>();

  private @Nullable HttpResponse last;
  private HttpReply.Framing framing = HttpReply.Framing.NONE;
  private long bodyBytes;
  private boolean complete;
  private boolean broken;

  /**
   * @param method method of the request: a response to HEAD has no body (RFC 9110 9.3.2)
   */
  HttpReader(String method) {
    this.channel =
        new EmbeddedChannel(
            new HttpResponseDecoder() {
              @Override
              protected boolean isContentAlwaysEmpty(HttpMessage message) {
                return method.equals("HEAD") || super.isContentAlwaysEmpty(message);
              }
            });
    // Its buffers are small and short-lived, so a pool would cost more than it saves.
    channel.config().setAllocator(HEAP);
  }

  /** Parses a sample reply, so that all classes are loaded before the first run. */
  static void prepare() {
    String reply = "HTTP/1.1 413 Content Too Large\r\nServer: x\r\nContent-Length: 3\r\n\r\nbig";
    ByteBuffer bytes = ByteBuffer.allocateDirect(reply.length()).put(US_ASCII.encode(reply)).flip();
    HttpReader reader = new HttpReader("GET");
    reader.take(bytes.duplicate().limit(5));
    reader.take(bytes.position(5));
    reader.ended();
    reader.reply();
  }

  void take(ByteBuffer bytes) {
    if (complete || broken) {
      return;
    }
    // A copy, because the decoder keeps what it can't use yet and the caller reuses the buffer.
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    drain();
  }

  /** Takes the end of stream by FIN, which ends a reply without other framing. */
  void ended() {
    if (!complete && !broken) {
      channel.finish();
      drain();
    }
  }

  private void drain() {
    for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
      try {
        if (read instanceof HttpObject part) {
          take(part);
        }
      } finally {
        ReferenceCountUtil.release(read);
      }
    }
  }

  private void take(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      broken = true;
      return;
    }
    if (part instanceof HttpResponse response) {
      last = response;
      framing = framing(response);
    }
    if (part instanceof HttpContent content) {
      ByteBuf bytes = content.content();
      bodyBytes += bytes.readableBytes();
      if (part instanceof LastHttpContent) {
        messageOver();
      }
    }
  }

  private void messageOver() {
    HttpResponse response = last;
    if (response != null && isInterim(response)) {
      // Bounded, because a server may send them without end.
      if (interim.size() < MOST_INTERIM) {
        interim.add(response.status().code());
      }
    } else {
      complete = true;
    }
  }

  private HttpReply.Framing framing(HttpResponse response) {
    if (HttpUtil.isTransferEncodingChunked(response)) {
      return HttpReply.Framing.CHUNKED;
    }
    if (HttpUtil.isContentLengthSet(response)) {
      return HttpReply.Framing.CONTENT_LENGTH;
    }
    int status = response.status().code();
    return isInterim(response) || status == 204 || status == 304
        ? HttpReply.Framing.NONE
        : HttpReply.Framing.UNTIL_CLOSE;
  }

  private static boolean isInterim(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  boolean complete() {
    return complete;
  }

  /** Whether the reply isn't HTTP, or breaks its own framing. */
  boolean broken() {
    return broken;
  }

  /** Whether a response has arrived, an interim one too. */
  boolean answered() {
    return last != null;
  }

  boolean answeredFinally() {
    return last != null && !isInterim(last);
  }

  /** The reply so far; null if no response has arrived. */
  @Nullable HttpReply reply() {
    HttpResponse response = last;
    if (response == null) {
      return null;
    }
    Boolean whole =
        (!complete && !broken && framing == HttpReply.Framing.UNTIL_CLOSE)
            ? null
            : Boolean.valueOf(complete);
    String server = response.headers().get(HttpHeaderNames.SERVER);
    return new HttpReply(
        response.status().code(),
        whole,
        framing,
        bodyBytes,
        server == null ? null : printable(server),
        HttpUtil.isKeepAlive(response) && framing != HttpReply.Framing.UNTIL_CLOSE,
        interim);
  }

  private static String printable(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return Printable.of(bytes, bytes.length, LONGEST_NAME);
  }
}
