package net.teardown.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.teardown.experiment.SpecDraft;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a spec from the body. Spring's own {@code @RequestBody} can't tell a field that is null
 * from one that is left out, and wants a content type even where there is no content.
 */
final class SpecBodyResolver implements HandlerMethodArgumentResolver {

  private final JsonMapper mapper;

  SpecBodyResolver(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == SpecBody.class;
  }

  @Override
  public @Nullable SpecBody resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders)
      throws IOException, HttpMediaTypeNotSupportedException {
    HttpServletRequest request =
        Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
    if (announcesBody(request)) {
      requireJson(request);
    }
    byte[] body = request.getInputStream().readAllBytes();
    if (body.length > 0) {
      return read(body);
    }
    if (parameter.isOptional()) {
      return null;
    }
    throw new InvalidRequest(
        "The request has no body. " + Problems.example(webRequest),
        Flaw.inBody("must be a spec, for example {\"bytesSent\": 5}"));
  }

  private SpecBody read(byte[] body) {
    try {
      SpecDraft draft = mapper.readValue(body, SpecDraft.class);
      if (draft == null) {
        throw new InvalidRequest(
            "The body must be a JSON object, not null",
            Flaw.inBody("must be a JSON object, not null"));
      }
      return new SpecBody(draft, nulls(mapper.readTree(body)));
    } catch (JacksonException e) {
      throw JsonFlaws.of(e);
    }
  }

  private static Set<String> nulls(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.properties().stream()
        .filter(field -> field.getValue().isNull())
        .forEach(field -> names.add(field.getKey()));
    List<Flaw> flaws =
        names.stream()
            .filter(name -> !SpecBody.MAY_BE_NULL.contains(name))
            .map(name -> Flaw.inField(name, "must not be null: leave it out for its default"))
            .toList();
    if (!flaws.isEmpty()) {
      throw new InvalidRequest(
          "A field is null that can't be: leave it out for its default",
          flaws.toArray(Flaw[]::new));
    }
    return names;
  }

  private static boolean announcesBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private static void requireJson(HttpServletRequest request)
      throws HttpMediaTypeNotSupportedException {
    String written = request.getContentType();
    List<MediaType> supported = List.of(MediaType.APPLICATION_JSON);
    try {
      MediaType type = written == null ? null : MediaType.parseMediaType(written);
      if (type == null
          || !(type.isCompatibleWith(MediaType.APPLICATION_JSON)
              || "json".equals(type.getSubtypeSuffix()))) {
        throw new HttpMediaTypeNotSupportedException(type, supported);
      }
    } catch (InvalidMediaTypeException e) {
      throw new HttpMediaTypeNotSupportedException(e.getMessage(), supported);
    }
  }
}
