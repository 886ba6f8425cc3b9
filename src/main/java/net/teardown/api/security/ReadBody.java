package net.teardown.api.security;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read, and can be read again by whoever comes next, with the failure that
 * ended it if one did.
 */
final class ReadBody extends HttpServletRequestWrapper {

  private final byte[] bytes;
  private final @Nullable IOException failure;

  private ReadBody(HttpServletRequest request, byte[] bytes, @Nullable IOException failure) {
    super(request);
    this.bytes = bytes;
    this.failure = failure;
  }

  /**
   * Reads the body, within the time that a request has to arrive.
   *
   * @param most bound of its length
   */
  static ReadBody of(HttpServletRequest request, int most) {
    byte[] bytes = new byte[Math.clamp(request.getContentLength(), 0, most)];
    int length = 0;
    IOException failure = null;
    try {
      ServletInputStream body = request.getInputStream();
      for (int read = 0; length < bytes.length && read >= 0; length += Math.max(0, read)) {
        read = body.read(bytes, length, bytes.length - length);
      }
    } catch (IOException e) {
      failure = e;
    }
    return new ReadBody(request, Arrays.copyOf(bytes, length), failure);
  }

  @Override
  public ServletInputStream getInputStream() {
    return new Again();
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(new Again(), StandardCharsets.UTF_8));
  }

  private final class Again extends ServletInputStream {

    private int next;

    @Override
    public int read() throws IOException {
      if (next < bytes.length) {
        return bytes[next++] & 0xff;
      }
      if (failure != null) {
        throw failure;
      }
      return -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int copied = Math.min(length, bytes.length - next);
      if (copied <= 0) {
        return length == 0 ? 0 : read();
      }
      System.arraycopy(bytes, next, target, offset, copied);
      next += copied;
      return copied;
    }

    @Override
    public boolean isFinished() {
      return next == bytes.length && failure == null;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("the body was read already");
    }
  }
}
