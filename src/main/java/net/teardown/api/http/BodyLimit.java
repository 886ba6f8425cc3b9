package net.teardown.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import net.teardown.api.problem.BodyTooLarge;
import net.teardown.api.problem.PlainProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies that are too long: at once if Content-Length says so, otherwise when the limit is
 * exceeded. Also refuses encoded bodies, which nothing here decodes.
 */
@Component
final class BodyLimit extends OncePerRequestFilter {

  private static final int BYTES = 64 * 1024;
  private static final String IDENTITY = "identity";
  private static final String MESSAGE =
      "A request's body may have %,d bytes at most".formatted(BYTES);

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > BYTES) {
      PlainProblem.write(response, HttpStatus.CONTENT_TOO_LARGE, MESSAGE);
      return;
    }
    String coding = coding(request);
    if (coding != null) {
      // RFC 9110 section 15.5.16: the response says which coding would have been accepted.
      response.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      PlainProblem.write(
          response,
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding '%s' is not supported: send the body as it is, without that header"
              .formatted(coding));
      return;
    }
    chain.doFilter(new Limited(request), response);
  }

  /** The content coding of the body (RFC 9110 section 8.4); null if there is none, or no body. */
  private static @Nullable String coding(HttpServletRequest request) {
    boolean body =
        request.getContentLengthLong() > 0
            || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    return !body
        ? null
        : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
            .filter(value ->
                Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(IDENTITY)))
            .findFirst()
            .orElse(null);
  }

  private static final class Limited extends HttpServletRequestWrapper {

    Limited(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new LimitedStream(super.getInputStream());
    }
  }

  private static final class LimitedStream extends ServletInputStream {

    private final ServletInputStream stream;
    private int read;

    LimitedStream(ServletInputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      int next = stream.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = stream.read(bytes, offset, length);
      count(Math.max(0, got));
      return got;
    }

    @Override
    public boolean isFinished() {
      return stream.isFinished();
    }

    @Override
    public boolean isReady() {
      return stream.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      stream.setReadListener(listener);
    }

    private void count(int bytes) {
      read += bytes;
      if (read > BYTES) {
        throw new BodyTooLarge(MESSAGE);
      }
    }
  }
}
