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
import net.teardown.campaign.CampaignReport;
import net.teardown.input.Refused;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers with what campaigns come to: megabytes where there are many cells, which would fill the
 * heap if many callers were slow to read them. So an answer is packed until it is written, and no
 * more than {@value #MOST} are on their way.
 */
@Component
public class CampaignAnswers {

  private static final int MOST = 64;

  private final JsonMapper mapper;
  private final Semaphore places = new Semaphore(MOST);

  /**
   * @param mapper the one that writes answers
   */
  public CampaignAnswers(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** An answer that nobody has read yet. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Packed(byte[] deflated) {}

  /** A report as the caller wants to see it. */
  public Packed pack(CampaignReport report, Shown<CampaignReport> shown) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
      switch (shown.body(report)) {
        case String text -> out.write(text.getBytes(StandardCharsets.UTF_8));
        case Object view -> mapper.writeValue(out, view);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Packed(bytes.toByteArray());
  }

  /**
   * Has an answer made, and writes it.
   *
   * @param making may set the response's status and headers
   * @throws TooManyAnswers if as many as may are on their way; nothing is made then
   * @throws IOException if the caller is gone
   */
  void give(HttpServletResponse response, MediaType type, Supplier<Packed> making)
      throws IOException {
    if (!places.tryAcquire()) {
      throw new TooManyAnswers();
    }
    try {
      byte[] deflated = making.get().deflated();
      response.setContentType(type.toString());
      try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
        in.transferTo(response.getOutputStream());
      }
    } finally {
      places.release();
    }
  }

  /** As many callers are reading campaigns as may. */
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
