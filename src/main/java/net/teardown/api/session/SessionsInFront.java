package net.teardown.api.session;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.api.http.AnsweredInFront;
import net.teardown.api.http.Paths;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.ResponderControl;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has the two calls of each run between hosts answered in front: to arm, and to report. Both are
 * the controller's.
 */
@Configuration(proxyBeanMethods = false)
class SessionsInFront {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern WAIT = Pattern.compile("waitMillis=([0-9]{1,5})");
  private static final int LONGEST_MILLIS = 60_000;

  @Bean
  AnsweredInFront arming(ResponderControl sessions, JsonMapper mapper) {
    return new Arming(sessions, mapper.readerFor(ArmRequest.class), mapper.writer());
  }

  @Bean
  AnsweredInFront reporting(ResponderControl sessions, JsonMapper mapper) {
    return new Reporting(sessions, mapper.writer());
  }

  /** Whether an instance asks; JSON for people is indented. */
  private static boolean isInstance(HttpServletRequest request) {
    return ResponderControl.ACCEPT.equals(request.getHeader(HttpHeaders.ACCEPT));
  }

  private static ResponseEntity<byte[]> json(HttpStatus status, byte[] body) {
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(body);
  }

  private record Arming(ResponderControl sessions, ObjectReader reader, ObjectWriter writer)
      implements AnsweredInFront {

    @Override
    public String path() {
      return Paths.SESSIONS;
    }

    @Override
    public HttpMethod method() {
      return HttpMethod.POST;
    }

    @Override
    public HttpStatus success() {
      return HttpStatus.CREATED;
    }

    @Override
    public @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request) {
      if (!isInstance(request) || request.getQueryString() != null) {
        return null;
      }
      try {
        ArmRequest asked = reader.readValue(request.getInputStream());
        return json(success(), writer.writeValueAsBytes(sessions.arm(asked)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Reporting(ResponderControl sessions, ObjectWriter writer)
      implements AnsweredInFront {

    @Override
    public String path() {
      return Paths.SESSIONS + "/{id}";
    }

    @Override
    public @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request) {
      String id = request.getRequestURI().substring(Paths.SESSIONS.length() + 1);
      String query = request.getQueryString();
      Matcher wait = WAIT.matcher(query == null ? "waitMillis=0" : query);
      if (!isInstance(request) || !ID.matcher(id).matches() || !wait.matches()) {
        return null;
      }
      int millis = Integer.parseInt(wait.group(1));
      return millis > LONGEST_MILLIS
          ? null
          : json(success(), writer.writeValueAsBytes(sessions.report(UUID.fromString(id), millis)));
    }
  }
}
