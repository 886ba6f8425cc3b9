package net.teardown.api.openapi;

import java.util.Map;
import org.springdoc.core.properties.SwaggerUiConfigProperties;
import org.springdoc.core.properties.SwaggerUiOAuthProperties;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.webmvc.ui.SwaggerIndexPageTransformer;
import org.springdoc.webmvc.ui.SwaggerIndexTransformer;
import org.springdoc.webmvc.ui.SwaggerWelcomeCommon;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.type.MethodMetadata;

/**
 * Has the OpenAPI library's objects made when its document or page is first asked for. Most
 * instances are never asked, and the library has a Jackson of its own with it.
 */
@Configuration(proxyBeanMethods = false)
class MadeWhenAsked implements BeanFactoryPostProcessor {

  private static final String LIBRARY = "org.springdoc.";

  /**
   * Beans of the library that do at their making what others count on without asking for them: what
   * builds each document, and the page's list of documents.
   */
  private static final Map<String, String[]> COUNT_ON =
      Map.of(
          "openAPIBuilder", new String[] {"initExtraSchemas", "modelConverterRegistrar"},
          "swaggerConfigResource", new String[] {"multipleOpenApiResource"});

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    for (String name : beans.getBeanDefinitionNames()) {
      BeanDefinition definition = beans.getBeanDefinition(name);
      if (isOfTheLibrary(definition)) {
        definition.setLazyInit(true);
      }
    }
    // Whoever turned the document or the page off has neither.
    COUNT_ON.forEach((name, others) -> {
      if (beans.containsBeanDefinition(name)) {
        beans.getBeanDefinition(name).setDependsOn(others);
      }
    });
  }

  /**
   * The library's own transformer of its page is made at start, with that Jackson, because Spring
   * asks all who configure resources for theirs.
   */
  @Lazy
  @Configuration(proxyBeanMethods = false)
  static class Page {

    @Bean
    static SwaggerIndexTransformer page(
        SwaggerUiConfigProperties page,
        SwaggerUiOAuthProperties login,
        SwaggerWelcomeCommon welcome,
        ObjectProvider<ObjectMapperProvider> mappers) {
      return (request, resource, chain) ->
          new SwaggerIndexPageTransformer(page, login, welcome, mappers.getObject())
              .transform(request, resource, chain);
    }
  }

  private static boolean isOfTheLibrary(BeanDefinition definition) {
    MethodMetadata method =
        definition instanceof AnnotatedBeanDefinition annotated
            ? annotated.getFactoryMethodMetadata()
            : null;
    String declaring =
        method == null ? definition.getBeanClassName() : method.getDeclaringClassName();
    return declaring != null && declaring.startsWith(LIBRARY);
  }
}
