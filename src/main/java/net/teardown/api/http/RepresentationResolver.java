package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.teardown.api.problem.InputError;
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
 * Determines in which representation the caller wants the answer; {@code ?format=} overrides {@code
 * Accept}. Spring asks for the acceptable media types before it chooses a handler, so nothing is
 * run for a request whose answer can't be written.
 */
public final class RepresentationResolver
    implements ContentNegotiationStrategy, HandlerMethodArgumentResolver {

  private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();
  private final KindsOfAnswer kinds;

  public RepresentationResolver(KindsOfAnswer kinds) {
    this.kinds = kinds;
  }

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
      // Spring also asks while it looks for a handler of an error. KnownParameters reports what is
      // wrong with the query.
      return MEDIA_TYPE_ALL_LIST;
    }
    if (word == null) {
      return header.resolveMediaTypes(request);
    }
    return kinds
        .ofWord(word)
        .map(format -> List.of(format.mediaType()))
        .orElse(MEDIA_TYPE_ALL_LIST);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Shown.class;
  }

  @Override
  public Shown<?> resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws HttpMediaTypeNotAcceptableException {
    Representations<?> kind = kinds.of(Objects.requireNonNull(parameter.getMethod())).orElseThrow();
    List<MediaType> acceptable = resolveMediaTypes(request);
    HttpServletRequest servletRequest =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    boolean ascii = ascii(first(servletRequest, Shown.ASCII_PARAMETER));
    Optional<? extends Shown<?>> shown = kind.acceptableTo(acceptable, ascii);
    if (shown.isEmpty()) {
      throw new HttpMediaTypeNotAcceptableException(
          kind.formats().stream().map(Format::mediaType).toList());
    }
    return shown.get();
  }

  private static boolean ascii(@Nullable String value) {
    return switch (value) {
      case null -> false;
      case "true", "" -> true;
      case "false" -> false;
      default -> {
        String message = "must be true or false, not '%s'".formatted(value);
        throw new InvalidRequest(
            "'ascii' " + message, InputError.inParameter(Shown.ASCII_PARAMETER, message));
      }
    };
  }

  private static @Nullable String first(HttpServletRequest request, String parameter) {
    List<String> values = Query.of(request).get(parameter);
    return values == null ? null : values.getFirst();
  }
}
