package net.teardown.api.session;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.lang.reflect.Method;
import net.teardown.api.http.Paths;
import net.teardown.api.openapi.OpenApiDocument;
import net.teardown.responder.control.ResponderControl;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.filters.OpenApiMethodFilter;
import org.springdoc.core.models.GroupedOpenApi;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * A separate OpenAPI document for the control of sessions between instances, which users don't
 * need.
 */
@Lazy
@Configuration(proxyBeanMethods = false)
class SessionsDocument {

  private static final String GROUP = "responder";
  private static final String TOKEN = "responderToken";

  @Bean
  OpenApiMethodFilter withoutSessions() {
    return method -> !isControl(method);
  }

  @Bean
  GroupedOpenApi sessions(
      @Qualifier("title") OpenApiCustomizer title,
      @Qualifier("failures") OperationCustomizer failures) {
    return GroupedOpenApi.builder()
        .group(GROUP)
        .displayName("Control of a responder")
        .pathsToMatch(Paths.SESSIONS + "/**")
        .addOpenApiMethodFilter(SessionsDocument::isControl)
        .addOperationCustomizer(failures)
        .addOpenApiCustomizer(title)
        .addOpenApiCustomizer(api -> OpenApiDocument.complete(api, "Problem"))
        .addOpenApiCustomizer(SessionsDocument::requireToken)
        .build();
  }

  private static boolean isControl(Method method) {
    return ResponderControl.class.isAssignableFrom(method.getDeclaringClass());
  }

  private static void requireToken(OpenAPI api) {
    api.getComponents()
        .addSecuritySchemes(
            TOKEN,
            new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    "The token of teardown.responder.token; not needed where none is set"));
    for (PathItem path : api.getPaths().values()) {
      for (Operation operation : path.readOperations()) {
        operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
        OpenApiDocument.addProblems(
            operation, OpenApiDocument.POSSIBLE_WHERE_SOMETHING_RUNS_OR_CHANGES);
      }
    }
  }
}
