package net.teardown.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a short JSON answer in one piece, with its Content-Length. Spring flushes what it has
 * written before it ends the answer, so an answer without a length costs two writes to the socket:
 * the one chunk, and the chunk that ends it.
 */
final class JsonInOnePiece extends JacksonJsonHttpMessageConverter {

  /** A longer answer is sent in chunks, so that it isn't held a second time. */
  private static final int LONGEST_BYTES = 64 * 1024;

  JsonInOnePiece(JsonMapper mapper) {
    super(mapper);
  }

  @Override
  protected void writeInternal(
      Object answer,
      ResolvableType type,
      HttpOutputMessage message,
      @Nullable Map<String, Object> hints)
      throws IOException {
    Piece piece = new Piece(message);
    super.writeInternal(answer, type, piece, hints);
    piece.end();
  }

  /** Holds what is written until it is all, or too long. */
  private static final class Piece extends OutputStream implements HttpOutputMessage {

    private final HttpOutputMessage message;
    private final FastByteArrayOutputStream held = new FastByteArrayOutputStream(4096);
    private @Nullable OutputStream chunks;

    Piece(HttpOutputMessage message) {
      this.message = message;
    }

    @Override
    public HttpHeaders getHeaders() {
      return message.getHeaders();
    }

    @Override
    public OutputStream getBody() {
      return this;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (chunks == null && held.size() + length <= LONGEST_BYTES) {
        held.write(bytes, offset, length);
        return;
      }
      if (chunks == null) {
        chunks = message.getBody();
        held.writeTo(chunks);
      }
      chunks.write(bytes, offset, length);
    }

    void end() throws IOException {
      if (chunks == null) {
        message.getHeaders().setContentLength(held.size());
        held.writeTo(message.getBody());
      }
    }
  }
}
