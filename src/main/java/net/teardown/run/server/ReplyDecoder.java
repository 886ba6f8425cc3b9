package net.teardown.run.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Decodes replies, each framed by the request that it answers, and notes where each ends. */
final class ReplyDecoder extends HttpResponseDecoder {

  private Requests asked;
  private long framed;
  private String method = "";
  private boolean inHead;
  private long fed;

  /** Where messages ended that weren't taken yet. */
  private final Deque<Long> ended = new ArrayDeque<>();

  /** Transfer-Encoding overrides a Content-Length, and a doubled one is one (RFC 9112 6.3). */
  private static final HttpDecoderConfig AS_CLIENTS_READ =
      new HttpDecoderConfig()
          .setUseRfc9112TransferEncoding(false)
          .setAllowDuplicateContentLengths(true);

  ReplyDecoder(Requests asked) {
    super(AS_CLIENTS_READ);
    this.asked = asked;
  }

  /** More is asked: these are all requests so far. */
  void asks(Requests all) {
    asked = all;
  }

  /** So many more bytes are about to be decoded. */
  void feeds(int bytes) {
    fed += bytes;
  }

  /**
   * Where the next message ends whose last part was decoded, as an offset from the first byte. What
   * the stream's end ends is told of by no other byte.
   */
  long nextEnd() {
    Long end = ended.poll();
    return end == null ? fed : end;
  }

  /** Whether a head has begun that isn't all there. */
  boolean isInHead() {
    return inHead;
  }

  /** Whether bytes have come of which nothing could be made yet. */
  boolean holdsBytes() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    HttpMessage message = super.createMessage(initialLine);
    inHead = true;
    return message;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    inHead = false;
    if (!(message instanceof HttpResponse response)) {
      return super.isContentAlwaysEmpty(message);
    }
    if (HttpUtil.isContentLengthSet(response)
        && response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        && !HttpUtil.isTransferEncodingChunked(response)) {
      // Then the connection's end is the reply's, whatever the length says.
      handleTransferEncodingChunkedWithContentLength(response);
    }
    if (!ReplyFraming.isInterim(response)) {
      method = asked.method(framed);
      framed++;
    }
    return ReplyFraming.isEmpty(response, method);
  }

  @Override
  protected boolean isSwitchingToNonHttp1Protocol(HttpResponse response) {
    return ReplyFraming.endsHttp(response, method);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    int before = out.size();
    super.decode(context, bytes, out);
    for (Object part : out.subList(before, out.size())) {
      if (part instanceof LastHttpContent) {
        ended.add(fed - bytes.readableBytes());
      }
    }
  }
}
