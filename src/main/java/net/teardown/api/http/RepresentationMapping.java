package net.teardown.api.http;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Declares for each handler the media types that are registered for its kind of answer. */
@Component
final class RepresentationMapping implements WebMvcRegistrations {

  private final KindsOfAnswer kinds;

  RepresentationMapping(KindsOfAnswer kinds) {
    this.kinds = kinds;
  }

  @Override
  public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
    return new RequestMappingHandlerMapping() {
      @Override
      protected @Nullable RequestMappingInfo getMappingForMethod(
          Method method, Class<?> handlerType) {
        RequestMappingInfo mapping = super.getMappingForMethod(method, handlerType);
        return mapping == null ? null : producing(mapping, method);
      }
    };
  }

  private RequestMappingInfo producing(RequestMappingInfo mapping, Method method) {
    return kinds
        .of(method)
        .map(kind ->
            mapping
                .mutate()
                .produces(
                    kind.formats().stream().map(Format::typeAndSubtype).toArray(String[]::new))
                .build())
        .orElse(mapping);
  }
}
