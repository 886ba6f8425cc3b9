package net.teardown.api.security;

import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Applies {@link Callers} to every request, and security headers to every response. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

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
    headers.defaultsDisabled();
    SecureHeaders.WRITERS.forEach(headers::addHeaderWriter);
  }
}
