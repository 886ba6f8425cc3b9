package net.teardown.run.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.experiment.spec.Request;

/**
 * The HTTP requests that are sent, in order: each reply is framed by the one that it answers (RFC
 * 9112 6.3).
 *
 * @param said what is said of them, in order; empty where what is sent isn't HTTP/1.x
 * @param allKnown whether these are all of them: a text may break its own framing, and what stands
 *     behind that can't be told apart
 * @param withBody whether the last of them has a body
 * @param withBodyBefore whether one before the last has
 */
record Requests(List<Said> said, boolean allKnown, boolean withBody, boolean withBodyBefore) {

  private static final Requests NONE = new Requests(List.of(), true, false, false);

  /**
   * Requests that are said at once. A million of them take no more room than one.
   *
   * @param from which reply answers the first of them, 0 for the first
   * @param methods one each
   * @param times how often they are said
   */
  record Said(long from, List<String> methods, int times) {

    Said {
      methods = List.copyOf(methods);
    }

    private long end() {
      return from + (long) methods.size() * times;
    }
  }

  /** RFC 9112 3; empty lines in front of it are passed over (2.2). */
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(?:\\r?\\n)*+([!#$%&'*+.^_`|~0-9A-Za-z-]++) [^\\s]++ HTTP/1\\.[01]\\r?\\n");

  private static final int LONGEST_TEXT = 65_536;

  private static final HttpDecoderConfig AS_LONG_AS_A_TEXT =
      new HttpDecoderConfig().setMaxInitialLineLength(LONGEST_TEXT).setMaxHeaderSize(LONGEST_TEXT);

  Requests {
    said = List.copyOf(said);
  }

  /** Said once, one of each method. */
  static Requests once(List<String> methods, boolean allKnown, boolean withBody) {
    return once(methods, allKnown, withBody, false);
  }

  private static Requests once(
      List<String> methods, boolean allKnown, boolean withBody, boolean withBodyBefore) {
    return new Requests(List.of(new Said(0, methods, 1)), allKnown, withBody, withBodyBefore);
  }

  /** What this comes to. */
  static Requests of(Request request) {
    return switch (request) {
      case Request.Filler _ -> NONE;
      case Request.Text(String text) -> of(text.getBytes(UTF_8));
      case Request.Bytes bytes -> of(bytes.decoded());
      // A conversation asks turn by turn.
      case Request.Withheld _, Request.Conversation _ -> NONE;
      case Request.Http http -> once(List.of(http.method()), true, http.bodyBytes() > 0);
    };
  }

  private static Requests of(byte[] bytes) {
    Matcher first = REQUEST_LINE.matcher(new String(bytes, ISO_8859_1));
    if (!first.lookingAt()) {
      return NONE;
    }
    EmbeddedChannel decoder = new EmbeddedChannel(new HttpRequestDecoder(AS_LONG_AS_A_TEXT));
    decoder.writeInbound(Unpooled.wrappedBuffer(bytes));
    decoder.finish();
    List<String> methods = new ArrayList<>();
    boolean allKnown = true;
    boolean withBody = false;
    boolean withBodyBefore = false;
    for (Object read = decoder.readInbound(); read != null; read = decoder.readInbound()) {
      if (allKnown && read instanceof HttpObject part) {
        allKnown = isReadable(part);
        if (allKnown && part instanceof HttpRequest request) {
          methods.add(request.method().name());
          withBodyBefore |= withBody;
          withBody =
              HttpUtil.isTransferEncodingChunked(request)
                  || HttpUtil.getContentLength(request, 0L) > 0;
        }
      }
      ReferenceCountUtil.release(read);
    }
    if (methods.isEmpty()) {
      methods.add(first.group(1));
    }
    return once(methods, allKnown, withBody, withBodyBefore);
  }

  /**
   * These, and others that are sent later.
   *
   * @param before how many replies had come by then: those to more than these answer nobody
   * @param times how often the others are sent
   */
  Requests and(long before, Requests later, int times) {
    if (!later.areHttp()) {
      return this;
    }
    List<Said> all = new ArrayList<>(said);
    all.add(new Said(Math.max(end(), before), later.said.getFirst().methods, times));
    return new Requests(
        all,
        allKnown && later.allKnown,
        later.withBody,
        withBody || withBodyBefore || later.withBodyBefore || (times > 1 && later.withBody));
  }

  /** A request that ends within its head is one that a server may answer, too. */
  private static boolean isReadable(HttpObject part) {
    return part.decoderResult().isSuccess()
        || part.decoderResult().cause() instanceof PrematureChannelClosureException;
  }

  /** Whether HTTP is spoken at all. */
  boolean areHttp() {
    return !said.isEmpty();
  }

  /** How many replies are to come, as far as can be told; one to what isn't HTTP. */
  long count() {
    return Math.max(1, end());
  }

  /** The reply behind the one that answers the last of them. */
  private long end() {
    return said.isEmpty() ? 0 : said.getLast().end();
  }

  /**
   * The method that this reply answers; empty where nobody asked for it in HTTP.
   *
   * @param reply 0 for the first
   */
  String method(long reply) {
    for (Said some : said.reversed()) {
      if (reply >= some.from) {
        return reply < some.end()
            ? some.methods.get((int) ((reply - some.from) % some.methods.size()))
            : "";
      }
    }
    return "";
  }
}
