package net.teardown.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import net.teardown.api.experiment.OutcomeView;
import net.teardown.api.http.RequestProblems;
import net.teardown.experiment.spec.SpecModule;
import net.teardown.input.RequestJson;
import net.teardown.responder.InvalidControl;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.mock.http.MockHttpOutputMessage;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes bodies as the service does, with its own mapper, converter and settings of
 * {@code application.properties}, but without a running service.
 */
public final class ApiJson {

  private static final JsonMapper MAPPER = configured();
  private static final HttpMessageConverter<Object> CONVERTER = converter();

  private ApiJson() {}

  /** The mapper for requests and responses. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The body of a response. */
  public static String written(Object answer) {
    return written(answer, MediaType.APPLICATION_JSON);
  }

  /** Reads a body as this type. */
  public static <T> T read(String body, Class<T> type) {
    try {
      return type.cast(CONVERTER.read(type, new MockHttpInputMessage(body.getBytes(UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The problem with which a body is answered that can't be read as this type. */
  public static String problemOf(String body, Class<?> type) {
    try {
      return "read as " + read(body, type);
    } catch (HttpMessageNotReadableException refusal) {
      return problemOf(refusal);
    }
  }

  /** The problem with which a control call is refused. */
  public static String problemOf(InvalidControl refusal) {
    return problem(new RequestProblems(List.of()).refused(refusal));
  }

  private static String problemOf(HttpMessageNotReadableException refusal) {
    try {
      return problem(
          new RequestProblems(List.of())
              .handleException(refusal, new ServletWebRequest(new MockHttpServletRequest())));
    } catch (Exception e) {
      throw new IllegalStateException("the framework doesn't know its own exception", e);
    }
  }

  private static String problem(@Nullable ResponseEntity<Object> answer) {
    return written(
        Objects.requireNonNull(Objects.requireNonNull(answer).getBody()),
        MediaType.APPLICATION_PROBLEM_JSON);
  }

  private static String written(Object answer, MediaType type) {
    MockHttpOutputMessage message = new MockHttpOutputMessage();
    try {
      CONVERTER.write(answer, type, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return message.getBodyAsString(UTF_8);
  }

  private static JsonMapper configured() {
    JsonMapper[] mapper = new JsonMapper[1];
    new ApplicationContextRunner()
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
        .withBean(RequestJson.class)
        .withBean(SpecModule.class)
        .run(context -> mapper[0] = context.getBean(JsonMapper.class));
    return mapper[0];
  }

  @SuppressWarnings("unchecked")
  private static HttpMessageConverter<Object> converter() {
    HttpMessageConverters.ServerBuilder builder = HttpMessageConverters.forServer();
    new WebConfiguration(MAPPER, mock(), List.of()).configureMessageConverters(builder);
    for (HttpMessageConverter<?> converter : builder.registerDefaults().build()) {
      if (converter.canWrite(OutcomeView.class, MediaType.APPLICATION_JSON)) {
        return (HttpMessageConverter<Object>) converter;
      }
    }
    throw new IllegalStateException("nothing writes JSON");
  }
}
