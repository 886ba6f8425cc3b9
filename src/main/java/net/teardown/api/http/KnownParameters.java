package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.input.SpellingHint;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses query parameters that an endpoint doesn't know, and repeated ones. Spring would ignore
 * both silently.
 */
public final class KnownParameters implements HandlerInterceptor {

  private final KindsOfAnswer kinds;

  public KnownParameters(KindsOfAnswer kinds) {
    this.kinds = kinds;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method) {
      check(Query.of(request), known(method), request);
    }
    return true;
  }

  private void check(
      Map<String, List<String>> given, List<String> known, HttpServletRequest request) {
    List<InputError> errors = new ArrayList<>();
    given.forEach((name, values) -> {
      if (!known.contains(name)) {
        errors.add(InputError.inParameter(name, "is unknown" + SpellingHint.hint(name, known)));
      } else if (values.size() > 1) {
        errors.add(
            InputError.inParameter(
                name, "must be given once, not %d times".formatted(values.size())));
      } else if (name.equals(Format.PARAMETER) && kinds.ofWord(values.getFirst()).isEmpty()) {
        errors.add(InputError.inParameter(name, unknownFormat(values.getFirst(), request)));
      }
    });
    if (!errors.isEmpty()) {
      InputError first = errors.getFirst();
      throw new InvalidRequest(
          SpellingHint.ended("Parameter '%s' %s".formatted(first.parameter(), first.message()))
              + " Known parameters: "
              + String.join(", ", known),
          errors.toArray(InputError[]::new));
    }
  }

  /**
   * The message for an unknown format; it lists the formats that Spring found the handler to
   * produce.
   */
  private String unknownFormat(String word, HttpServletRequest request) {
    Object produced = request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE);
    List<String> words =
        kinds.formats().stream()
            .filter(format ->
                !(produced instanceof Collection<?> types)
                    || types.contains(MediaType.parseMediaType(format.typeAndSubtype())))
            .map(Format::word)
            .toList();
    return switch (words.size()) {
      case 0 -> "must be left out here";
      case 1 -> "must be %s, not '%s'".formatted(words.getFirst(), word);
      default -> "must be one of %s, not '%s'".formatted(String.join(", ", words), word);
    };
  }

  private static List<String> known(HandlerMethod method) {
    Stream<String> own =
        Arrays.stream(method.getMethodParameters()).flatMap(KnownParameters::names);
    return Stream.concat(own, Stream.of(Format.PARAMETER)).toList();
  }

  private static Stream<String> names(MethodParameter parameter) {
    if (parameter.getParameterType() == Shown.class) {
      return Stream.of(Shown.ASCII_PARAMETER);
    }
    if (parameter.hasParameterAnnotation(ParameterObject.class)) {
      return Arrays.stream(parameter.getParameterType().getRecordComponents())
          .map(RecordComponent::getName);
    }
    if (parameter.hasParameterAnnotation(RequestParam.class)) {
      return Stream.of(String.valueOf(parameter.getParameter().getName()));
    }
    return Stream.empty();
  }
}
