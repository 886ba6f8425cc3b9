package net.teardown.api.experiment;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.api.http.Example;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.api.problem.JsonErrors;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a spec from the body. Spring's own {@code @RequestBody} requires a content type even if
 * there is no content.
 */
@Component
final class SpecBodyResolver implements HandlerMethodArgumentResolver {

  private final JsonMapper mapper;

  /** Spring parses the annotations each time it is asked. */
  private final Map<MethodParameter, Boolean> optional = new ConcurrentHashMap<>();

  SpecBodyResolver(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == SpecDraft.class;
  }

  @Override
  public @Nullable SpecDraft resolveArgument(
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
      // Where the body is optional, its fields override those of an existing spec.
      return read(body, isOptional(parameter));
    }
    if (isOptional(parameter)) {
      return null;
    }
    throw new InvalidRequest(
        "The request has no body. " + Example.of(webRequest),
        InputError.inBody("must be a spec, for example {\"bytesSent\": 5}"));
  }

  private boolean isOptional(MethodParameter parameter) {
    return optional.computeIfAbsent(parameter, MethodParameter::isOptional);
  }

  private SpecDraft read(byte[] body, boolean overrides) {
    try {
      Object tree = mapper.readValue(body, Object.class);
      return overrides ? SpecDraft.readOverride(tree) : SpecDraft.read(tree);
    } catch (JacksonException e) {
      throw JsonErrors.of(e);
    }
  }

  private static boolean announcesBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private static void requireJson(HttpServletRequest request)
      throws HttpMediaTypeNotSupportedException {
    String contentType = request.getContentType();
    List<MediaType> supported = List.of(MediaType.APPLICATION_JSON);
    try {
      MediaType type = contentType == null ? null : MediaType.parseMediaType(contentType);
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
