package net.teardown.api.security;

import jakarta.servlet.DispatcherType;
import net.teardown.api.http.Paths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Applies {@link Callers} to every request, and security headers to every response. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  /** No content of the API may run scripts; SVG contains its style. */
  private static final String API_CONTENT =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

  /**
   * Pages run scripts of this instance only; Swagger UI uses inline styles and images from data
   * URLs.
   */
  private static final String PAGE_CONTENT =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  /** Documents run no scripts; they contain their style and show images of this instance. */
  private static final String DOCUMENT_CONTENT =
      "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final RequestMatcher API =
      PathPatternRequestMatcher.pathPattern(Paths.API + "/**");
  private static final RequestMatcher DOCUMENTS =
      PathPatternRequestMatcher.pathPattern(Paths.DOCS + "/**");

  /**
   * Configures requests without sessions, users or forms. {@link Callers} refuses pages of another
   * origin, so there are no CSRF tokens.
   */
  @Bean
  SecurityFilterChain everyRequest(HttpSecurity http, Callers callers, Refusals refusals) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .securityContext(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .sessionManagement(AbstractHttpConfigurer::disable)
        .headers(SecurityConfiguration::secureHeaders)
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .anyRequest()
                .access(callers))
        .exceptionHandling(failures -> failures.accessDeniedHandler(refusals))
        .build();
  }

  /**
   * Refuses paths that aren't in their normal form. Methods, headers and parameters are checked
   * elsewhere, where a problem can name them.
   */
  @Bean
  StrictHttpFirewall plainPaths() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    firewall.setAllowedHeaderNames(_ -> true);
    firewall.setAllowedHeaderValues(_ -> true);
    firewall.setAllowedParameterNames(_ -> true);
    return firewall;
  }

  /**
   * Disables the meters of Spring Security's filters. They would be timed in every request and are
   * of no use.
   */
  @Bean
  SecurityObservationSettings noMetersOfFilters() {
    return SecurityObservationSettings.noObservations();
  }

  private static void secureHeaders(HeadersConfigurer<HttpSecurity> headers) {
    // Not all of Spring's defaults: Strict-Transport-Security would apply to every other port of
    // this host too, and no response is so secret that a cache must not keep it.
    headers
        .defaultsDisabled()
        .contentTypeOptions(Customizer.withDefaults())
        .frameOptions(FrameOptionsConfig::deny)
        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
        .addHeaderWriter(content(API, API_CONTENT))
        .addHeaderWriter(content(DOCUMENTS, DOCUMENT_CONTENT))
        .addHeaderWriter(
            content(new NegatedRequestMatcher(new OrRequestMatcher(API, DOCUMENTS)), PAGE_CONTENT));
  }

  private static HeaderWriter content(RequestMatcher where, String policy) {
    return new DelegatingRequestMatcherHeaderWriter(
        where, new ContentSecurityPolicyHeaderWriter(policy));
  }
}
