package net.teardown.api.instance;

import net.teardown.api.http.AnsweredInFront;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has liveness and readiness answered in front, where the actuator answers them. */
@Configuration(proxyBeanMethods = false)
class FrontConfiguration {

  @Bean
  AnsweredInFront liveness(
      ObjectProvider<HealthEndpointWebExtension> health, ObjectProvider<EndpointJsonMapper> json) {
    return new AliveInFront("/livez", health, json);
  }

  @Bean
  AnsweredInFront readiness(
      ObjectProvider<HealthEndpointWebExtension> health, ObjectProvider<EndpointJsonMapper> json) {
    return new AliveInFront("/readyz", health, json);
  }

  @Bean
  AnsweredInFront livenessInAWord(HealthInWords words) {
    return new WordInFront(HealthInWords.HEALTHY, words::healthy);
  }

  @Bean
  AnsweredInFront readinessInAWord(HealthInWords words) {
    return new WordInFront(HealthInWords.READY, words::ready);
  }
}
