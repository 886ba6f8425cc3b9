package net.teardown.api.campaign;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.teardown.api.http.Shown;
import net.teardown.input.Refused;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the answers about campaigns. With many cells an answer has megabytes, and many slow
 * readers would fill the heap. An answer is therefore compressed until it is written, and at most
 * {@value #MOST} are written at a time.
 */
@Component
public class CampaignAnswers {

  private static final int MOST = 64;

  private final JsonMapper mapper;
  private final Semaphore permits = new Semaphore(MOST);

  /**
   * @param mapper the mapper that writes answers
   */
  public CampaignAnswers(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** A compressed answer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Packed(MediaType type, byte[] deflated) {}

  /** Formats an answer in the requested representation and compresses it. */
  public <T> Packed pack(T answer, Shown<T> shown) {
    return pack(shown.mediaType(), shown.body(answer));
  }

  /** Formats a problem and compresses it. */
  Packed pack(ProblemDetail problem) {
    return pack(MediaType.APPLICATION_PROBLEM_JSON, problem);
  }

  private Packed pack(MediaType type, Object body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
      switch (body) {
        case String text -> out.write(text.getBytes(StandardCharsets.UTF_8));
        case Object view -> mapper.writeValue(out, view);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Packed(type, bytes.toByteArray());
  }

  /**
   * Makes an answer and writes it.
   *
   * @param making makes the answer; may set the response's status and headers
   * @throws TooManyAnswers if the limit is reached; nothing is made then
   * @throws IOException if the caller has disconnected
   */
  void give(HttpServletResponse response, Supplier<Packed> making) throws IOException {
    if (!permits.tryAcquire()) {
      throw new TooManyAnswers();
    }
    try {
      Packed packed = making.get();
      response.setContentType(packed.type().toString());
      try (InflaterInputStream in =
          new InflaterInputStream(new ByteArrayInputStream(packed.deflated()))) {
        in.transferTo(response.getOutputStream());
      }
    } finally {
      permits.release();
    }
  }

  /** The limit on callers who read campaigns is reached. */
  static final class TooManyAnswers extends Refused {
    private static final long serialVersionUID = 1L;

    TooManyAnswers() {
      super(
          Why.BUSY,
          "%d callers are reading campaigns already".formatted(MOST),
          Duration.ofSeconds(10));
    }
  }
}
