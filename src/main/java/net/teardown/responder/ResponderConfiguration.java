package net.teardown.responder;

import net.teardown.instance.Instance;
import net.teardown.instance.OwnPorts;
import net.teardown.socket.TcpStack;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Provides the responder as a bean. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResponderProperties.class)
class ResponderConfiguration {

  @Bean
  Responder responder(
      ResponderProperties properties,
      Instance instance,
      TcpStack stack,
      OwnPorts ports,
      ApplicationEventPublisher events) {
    Responder responder =
        new Responder(
            properties, instance.id(), instance.vantage(), instance.version(), stack, events);
    Integer dataPort = responder.dataPort();
    if (dataPort != null) {
      ports.add(dataPort, "data port");
    }
    return responder;
  }
}
