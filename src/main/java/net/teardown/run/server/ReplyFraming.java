package net.teardown.run.server;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import net.teardown.experiment.outcome.HttpReply.Framing;

/** Where a reply ends, by its head and the method that it answers (RFC 9112 6.3). */
final class ReplyFraming {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private ReplyFraming() {}

  /**
   * What marks the end.
   *
   * @param method the one that the next final reply answers; empty where nobody asked for it
   */
  static Framing of(HttpResponse response, String method) {
    if (isEmpty(response, isInterim(response) ? "" : method)) {
      return Framing.NONE;
    }
    if (HttpUtil.isTransferEncodingChunked(response)) {
      return Framing.CHUNKED;
    }
    return HttpUtil.isContentLengthSet(response) ? Framing.CONTENT_LENGTH : Framing.UNTIL_CLOSE;
  }

  /** Whether it has no body, whatever it says of one. */
  static boolean isEmpty(HttpResponse response, String method) {
    int status = response.status().code();
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        || status == NO_CONTENT
        || status == NOT_MODIFIED
        || method.equals("HEAD")
        || endsHttp(response, method);
  }

  /** Whether what follows it isn't HTTP any more (RFC 9110 9.3.6, 15.2.2). */
  static boolean endsHttp(HttpResponse response, String method) {
    return response.status().code() == SWITCHING_PROTOCOLS
        || (method.equals("CONNECT") && response.status().codeClass() == HttpStatusClass.SUCCESS);
  }

  /** A 101 is the last that is said in HTTP, so it is the answer. */
  static boolean isInterim(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && response.status().code() != SWITCHING_PROTOCOLS;
  }
}
