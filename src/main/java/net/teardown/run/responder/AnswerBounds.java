package net.teardown.run.responder;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Bounds what another instance may answer; a longer answer counts as a failed call. The rest of an
 * answer that isn't read to its end isn't read to keep the connection; the connection is closed
 * instead.
 */
final class AnswerBounds {

  /** The longest body: a transcript of 16 MiB sent in small pieces is below it. */
  static final int LONGEST_BYTES = 8 * 1024 * 1024;

  private static final int MOST_INTERIM = 8;
  private static final int LONGEST_REST_BYTES = 16 * 1024;

  private static final Http1Config HEADS =
      Http1Config.custom()
          .setMaxLineLength(8 * 1024)
          .setMaxHeaderCount(100)
          .setMaxEmptyLineCount(8)
          .build();

  private AnswerBounds() {}

  /**
   * Makes connections that bound the length of lines and the number of headers and interim
   * responses.
   */
  static ManagedHttpClientConnectionFactory connections() {
    return ManagedHttpClientConnectionFactory.builder()
        .http1Config(HEADS)
        .responseParserFactory(
            new HttpMessageParserFactory<>() {
              @Override
              public HttpMessageParser<ClassicHttpResponse> create() {
                return new FewInterim();
              }

              @Override
              @Deprecated
              public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
                return new FewInterim();
              }
            })
        .build();
  }

  /** Bounds the response's body, and lets it be closed without being read to its end. */
  static ClassicHttpResponse body(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      response.setEntity(new Bounded(entity, scope.execRuntime));
    }
    return response;
  }

  /** Response parser of one connection that bounds the interim responses in a row. */
  private static final class FewInterim extends DefaultHttpResponseParser {

    private int interim;

    FewInterim() {
      super(HEADS);
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
        throws IOException, HttpException {
      ClassicHttpResponse head = super.parse(buffer, in);
      if (head == null || head.getCode() >= HttpStatus.SC_SUCCESS) {
        interim = 0;
      } else if (++interim > MOST_INTERIM) {
        throw new MessageConstraintException(
            "more than %d interim answers came before an answer".formatted(MOST_INTERIM));
      }
      return head;
    }
  }

  private static final class Bounded extends HttpEntityWrapper {

    private final ExecRuntime connection;

    Bounded(HttpEntity entity, ExecRuntime connection) {
      super(entity);
      this.connection = connection;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new BoundedContent(super.getContent(), connection);
    }
  }

  private static final class BoundedContent extends FilterInputStream {

    private final ExecRuntime connection;
    private long left = LONGEST_BYTES;
    private boolean ended;

    BoundedContent(InputStream in, ExecRuntime connection) {
      super(in);
      this.connection = connection;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read < 0) {
        ended = true;
        return read;
      }
      left -= read;
      if (left < 0) {
        throw new MessageConstraintException(
            "the answer is longer than %d bytes".formatted(LONGEST_BYTES));
      }
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      return readNBytes((int) Math.min(bytes, LONGEST_REST_BYTES)).length;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() throws IOException {
      try {
        if (!ended && left > 0) {
          readNBytes(LONGEST_REST_BYTES);
        }
      } finally {
        if (!ended) {
          connection.discardEndpoint();
        }
        super.close();
      }
    }
  }
}
