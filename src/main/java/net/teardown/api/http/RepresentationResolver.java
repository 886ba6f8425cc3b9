package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.teardown.api.problem.Flaw;
import net.teardown.api.problem.InvalidRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Finds out how the caller wants to see the answer: {@code ?format=} goes before {@code Accept}.
 * Spring asks it which media types are acceptable before a handler is chosen, so that nothing is
 * run for somebody who can't be answered.
 */
public final class RepresentationResolver
    implements ContentNegotiationStrategy, HandlerMethodArgumentResolver {

  private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

  @Override
  public List<MediaType> resolveMediaTypes(NativeWebRequest request)
      throws HttpMediaTypeNotAcceptableException {
    HttpServletRequest servletRequest =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    if (!servletRequest.getRequestURI().startsWith(Paths.API)) {
      return header.resolveMediaTypes(request);
    }
    String word;
    try {
      word = first(servletRequest, Format.PARAMETER);
    } catch (InvalidRequest _) {
      // Spring asks while it looks for somebody to answer an error, too. What is wrong with the
      // query, KnownParameters says.
      return MEDIA_TYPE_ALL_LIST;
    }
    if (word == null) {
      return header.resolveMediaTypes(request);
    }
    return Format.ofWord(word)
        .map(format -> List.of(format.mediaType()))
        .orElse(MEDIA_TYPE_ALL_LIST);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Representation.class;
  }

  @Override
  public Representation resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws HttpMediaTypeNotAcceptableException {
    Format format =
        Format.acceptableTo(resolveMediaTypes(request))
            .orElseThrow(() ->
                new HttpMediaTypeNotAcceptableException(
                    Arrays.stream(Format.values()).map(Format::mediaType).toList()));
    HttpServletRequest servletRequest =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return new Representation(format, ascii(first(servletRequest, Representation.ASCII_PARAMETER)));
  }

  private static boolean ascii(@Nullable String value) {
    return switch (value) {
      case null -> false;
      case "true", "" -> true;
      case "false" -> false;
      default -> {
        String message = "must be true or false, not '%s'".formatted(value);
        throw new InvalidRequest(
            "'ascii' " + message, Flaw.inParameter(Representation.ASCII_PARAMETER, message));
      }
    };
  }

  private static @Nullable String first(HttpServletRequest request, String parameter) {
    List<String> values = Query.of(request).get(parameter);
    return values == null ? null : values.getFirst();
  }
}
