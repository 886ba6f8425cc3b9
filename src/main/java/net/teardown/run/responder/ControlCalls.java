package net.teardown.run.responder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
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

  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final MediaType ANY_JSON = new MediaType("application", "*+json");

  /** How JSON is written and read; prepared, because each run needs it. */
  static final class Formats {

    private final ObjectWriter writer;
    private final ObjectReader sessions;
    private final ObjectReader reports;

    Formats(JsonMapper mapper) {
      this.writer = mapper.writer();
      this.sessions = mapper.readerFor(Session.class);
      this.reports = mapper.readerFor(WrittenReport.class);
    }
  }

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

  @Override
  public Session arm(ArmRequest request) {
    return call(with(new HttpPost(all), request), formats.sessions);
  }

  @Override
  public void closed(UUID id, InitiatorClosed closed) {
    call(with(new HttpPost(one(id, "/closed")), closed), null);
  }

  @Override
  public WrittenReport report(UUID id, int waitMillis) {
    return call(new HttpGet(one(id, "?waitMillis=" + waitMillis)), formats.reports);
  }

  @Override
  public void disarm(UUID id) {
    call(new HttpDelete(one(id, "")), null);
  }

  private URI one(UUID id, String rest) {
    return URI.create(all + "/" + id + rest);
  }

  private HttpUriRequestBase with(HttpPost request, Object body) {
    request.setEntity(
        new ByteArrayEntity(formats.writer.writeValueAsBytes(body), ContentType.APPLICATION_JSON));
    return request;
  }

  /** Returns null for an answer without a body, and where nothing is to be read. */
  @SuppressWarnings("NullAway") // an answer may lack the body, as that of any client may
  private <T> T call(HttpUriRequestBase request, @Nullable ObjectReader reader) {
    try (ClassicHttpResponse response = sender.send(request)) {
      int status = response.getCode();
      if (status < SUCCESS || status >= REDIRECT) {
        throw ControlAnswer.of(request.getMethod(), request.getUri(), response);
      }
      HttpEntity body = response.getEntity();
      if (reader == null || body == null) {
        return null;
      }
      return read(status, body, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("NullAway") // as above
  private static <T> T read(int status, HttpEntity body, ObjectReader reader) throws IOException {
    MediaType type = type(body.getContentType());
    try (InputStream content = body.getContent()) {
      if (body.getContentLength() == 0) {
        return null;
      }
      if (!MediaType.APPLICATION_JSON.includes(type) && !ANY_JSON.includes(type)) {
        throw new OtherContent(status, type);
      }
      return reader.readValue(content);
    }
  }

  /** The type of a body; of one that doesn't say it, that of any bytes (RFC 9110 8.3). */
  private static MediaType type(@Nullable String header) {
    if (header != null) {
      try {
        return MediaType.parseMediaType(header);
      } catch (InvalidMediaTypeException _) {
        // It can't be JSON.
      }
    }
    return MediaType.APPLICATION_OCTET_STREAM;
  }
}
