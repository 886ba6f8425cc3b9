package net.teardown.api;

import jakarta.servlet.DispatcherType;
import java.time.Instant;
import java.util.List;
import net.teardown.api.http.BoundedHttp11;
import net.teardown.api.http.Capacity;
import net.teardown.api.http.KindsOfAnswer;
import net.teardown.api.http.KnownParameters;
import net.teardown.api.http.Paths;
import net.teardown.api.http.PointInTime;
import net.teardown.api.http.ProblemValve;
import net.teardown.api.http.ReceivingProperties;
import net.teardown.api.http.RepresentationResolver;
import net.teardown.experiment.spec.SpecModule;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Configures Spring MVC and Tomcat. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReceivingProperties.class)
class WebConfiguration implements WebMvcConfigurer {

  private static final MediaType YAML = new MediaType("application", "yaml");

  private final JsonMapper mapper;
  private final RepresentationResolver representations;
  private final List<HandlerMethodArgumentResolver> arguments;
  private final KnownParameters knownParameters;

  WebConfiguration(
      JsonMapper mapper, KindsOfAnswer kinds, List<HandlerMethodArgumentResolver> arguments) {
    this.mapper = mapper;
    this.representations = new RepresentationResolver(kinds);
    this.arguments = arguments;
    this.knownParameters = new KnownParameters(kinds);
  }

  @Bean
  static SpecModule specModule() {
    return new SpecModule();
  }

  /**
   * Reads enums, durations and sizes in parameters as in configuration: without regard to case and
   * dashes.
   */
  @Override
  public void addFormatters(FormatterRegistry registry) {
    ApplicationConversionService.configure(registry);
    registry.addConverter(String.class, Instant.class, new PointInTime());
  }

  @Override
  public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
    configurer.strategies(List.of(representations));
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(representations);
    resolvers.addAll(arguments);
  }

  /**
   * Indents JSON for people. Removes the YAML converter that the OpenAPI library adds, because
   * every endpoint would answer in YAML on request.
   */
  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
    builder.withJsonConverter(
        new JsonInOnePiece(mapper.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build()));
    builder.configureMessageConvertersList(converters ->
        converters.removeIf(
            converter -> converter.getSupportedMediaTypes().stream().anyMatch(YAML::includes)));
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(knownParameters).addPathPatterns(Paths.API + "/**");
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat(
      ReceivingProperties receiving, Capacity capacity) {
    // Tomcat would log a line that isn't HTTP, which may contain a secret.
    System.setProperty("org.apache.juli.logging.UserDataHelper.CONFIG", "NONE");
    return factory -> {
      factory.setProtocol(BoundedHttp11.class.getName());
      factory.addContextCustomizers(context ->
          ((StandardHost) context.getParent())
              .setErrorReportValveClass(ProblemValve.class.getName()));
      factory.addConnectorCustomizers(connector -> {
        if (connector.getProtocolHandler() instanceof BoundedHttp11 http) {
          http.bound(receiving.receiveTimeout(), capacity.receiving());
        }
        // Send 100 Continue only when the body is read, so that a body refused for its length is
        // never sent.
        connector.setProperty("continueResponseTiming", "onRead");
        // People write the brackets of an IPv6 address into a query as they are.
        connector.setProperty("relaxedQueryChars", "[]");
      });
    };
  }

  /**
   * Removes forwarding headers from every request, so that no library trusts them. If {@code
   * server.forward-headers-strategy} is framework, they are applied first. If it is native, Tomcat
   * has applied them already.
   */
  @Bean
  FilterRegistrationBean<ForwardedHeaderFilter> forwarded(
      ServerProperties server, TomcatServerProperties tomcat) {
    ForwardedHeaderFilter filter = new ForwardedHeaderFilter();
    filter.setRemoveOnly(server.getForwardHeadersStrategy() != ForwardHeadersStrategy.FRAMEWORK);
    filter.setRelativeRedirects(tomcat.isUseRelativeRedirects());
    FilterRegistrationBean<ForwardedHeaderFilter> registration =
        new FilterRegistrationBean<>(filter);
    registration.setDispatcherTypes(
        DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }
}
