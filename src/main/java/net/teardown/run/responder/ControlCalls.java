package net.teardown.run.responder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.UUID;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrittenReport;
import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The control API of one responder, written and read without the layers of a generated client,
 * which take longer than the exchange itself.
 */
final class ControlCalls implements ResponderControl {

  /** Sends one request and returns the head of its answer, whose body is read and then closed. */
  @FunctionalInterface
  interface Sender {

    /**
     * Sends a request.
     *
     * @throws IOException if there is no answer
     */
    ClassicHttpResponse send(HttpUriRequestBase request) throws IOException;
  }

  /** A success whose body is something else than JSON. */
  static final class OtherContent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private OtherContent(int status, MediaType type) {
      super("an answer %d of type %s, where JSON belongs".formatted(status, type));
    }
  }

  /** JSON has no parameter of a charset (RFC 8259 11). */
  private static final ContentType JSON = ContentType.create(MediaType.APPLICATION_JSON_VALUE);

  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final MediaType ANY_JSON = new MediaType("application", "*+json");

  /** Reads the body of a success. */
  @FunctionalInterface
  private interface Content<T> {
    T read(int status, @Nullable HttpEntity body) throws IOException;
  }

  /** Reads JSON of one type; null if there is none. */
  private record Json<T>(ObjectReader reader) implements Content<T> {

    @Override
    @SuppressWarnings("NullAway") // an answer may lack its body
    public T read(int status, @Nullable HttpEntity body) throws IOException {
      if (body == null || body.getContentLength() == 0) {
        return null;
      }
      MediaType type = type(body.getContentType());
      if (!MediaType.APPLICATION_JSON.includes(type) && !ANY_JSON.includes(type)) {
        throw new OtherContent(status, type);
      }
      try (InputStream content = body.getContent()) {
        return reader.readValue(content);
      }
    }

    /** The type of a body; of one that doesn't say it, that of any bytes (RFC 9110 8.3). */
    private static MediaType type(@Nullable String header) {
      try {
        return header == null
            ? MediaType.APPLICATION_OCTET_STREAM
            : MediaType.parseMediaType(header);
      } catch (InvalidMediaTypeException _) {
        return MediaType.APPLICATION_OCTET_STREAM;
      }
    }
  }

  /** How JSON is written and read; prepared, because each run needs it. */
  static final class Formats {

    private final ObjectWriter writer;
    private final Json<Session> sessions;
    private final Json<WrittenReport> reports;

    Formats(JsonMapper mapper) {
      this.writer = mapper.writer();
      this.sessions = new Json<>(mapper.readerFor(Session.class));
      this.reports = new Json<>(mapper.readerFor(WrittenReport.class));
    }
  }

  /** How long a responder's version is remembered: it may be exchanged for another at any time. */
  private static final Duration VERSION_KEPT = Duration.ofMinutes(1);

  /** The version that a responder told, and when. */
  private record Told(String version, long atNanos) {}

  private volatile @Nullable Told told;

  private final Sender sender;
  private final Formats formats;
  private final URI all;

  /**
   * @param api the URL of the responder's API, without a slash at its end
   */
  ControlCalls(Sender sender, Formats formats, String api) {
    this.sender = sender;
    this.formats = formats;
    this.all = URI.create(api + PATH);
  }

  /** Remembers the responder's version for a minute. */
  void isOfVersion(@Nullable String version) {
    told = version == null ? null : new Told(version, System.nanoTime());
  }

  /** The responder's version, as it told it within the last minute; null if it didn't. */
  @Nullable String version() {
    Told last = told;
    return last != null && System.nanoTime() - last.atNanos() < VERSION_KEPT.toNanos()
        ? last.version()
        : null;
  }

  @Override
  public Session arm(ArmRequest request) {
    return call(with(new HttpPost(all), request), formats.sessions);
  }

  @Override
  public void closed(UUID id, InitiatorClosed closed) {
    call(with(new HttpPost(one(id, "/closed")), closed), (status, _) -> status);
  }

  @Override
  public WrittenReport report(UUID id, int waitMillis) {
    return call(new HttpGet(one(id, "?waitMillis=" + waitMillis)), formats.reports);
  }

  @Override
  public void disarm(UUID id) {
    call(new HttpDelete(one(id, "")), (status, _) -> status);
  }

  private URI one(UUID id, String rest) {
    return URI.create(all + "/" + id + rest);
  }

  private HttpUriRequestBase with(HttpPost request, Object body) {
    request.setEntity(new ByteArrayEntity(formats.writer.writeValueAsBytes(body), JSON));
    return request;
  }

  private <T> T call(HttpUriRequestBase request, Content<T> content) {
    try (ClassicHttpResponse response = sender.send(request)) {
      int status = response.getCode();
      if (status < SUCCESS || status >= REDIRECT) {
        throw ControlAnswer.of(request.getMethod(), request.getUri(), response);
      }
      return content.read(status, response.getEntity());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
