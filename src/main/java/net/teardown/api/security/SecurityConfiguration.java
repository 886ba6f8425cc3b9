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

/** Holds every request to what the policy says of callers, and every answer to safe headers. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  /** Nothing that comes out of the API runs; SVG brings its style along. */
  private static final String API_CONTENT =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

  /** Pages run what this instance serves; Swagger UI styles inline and draws from data URLs. */
  private static final String PAGE_CONTENT =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  /** Documents run nothing; they bring their style along and show pictures of ours. */
  private static final String DOCUMENT_CONTENT =
      "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final RequestMatcher API =
      PathPatternRequestMatcher.pathPattern(Paths.API + "/**");
  private static final RequestMatcher DOCUMENTS =
      PathPatternRequestMatcher.pathPattern(Paths.DOCS + "/**");

  /**
   * No sessions, no users, no forms: a request stands for itself. Pages of another origin are
   * turned away by {@link Callers}, so there are no CSRF tokens.
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
        .headers(SecurityConfiguration::safe)
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
   * Keeps to paths in their plain form. Methods, headers and parameters are left to those who
   * answer a problem that names them.
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

  /** A dozen meters of the filters' own, timed in every request, would tell nobody anything. */
  @Bean
  SecurityObservationSettings noMetersOfFilters() {
    return SecurityObservationSettings.noObservations();
  }

  private static void safe(HeadersConfigurer<HttpSecurity> headers) {
    // Not Spring's whole choice: Strict-Transport-Security would bind every other port of this
    // host too, and nothing here is a secret that a cache must not have.
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
