package net.teardown.api;

import net.teardown.instance.OwnPorts;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Servers that a test starts in the service's process are servers as any other. */
@TestConfiguration(proxyBeanMethods = false)
class ServersOfTheTest {

  @Bean
  @Primary
  OwnPorts portsOfTheService() {
    return new OwnPorts(_ -> false);
  }
}
