package net.teardown;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * A bean that has Tomcat's threads end when they were idle for two seconds instead of a minute,
 * added to a service by {@code spring.main.sources}. It has no stereotype annotation, because every
 * service in the tests scans its package.
 */
class IdleThreadsEndSoon implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addConnectorCustomizers(
        connector -> connector.setProperty("threadsMaxIdleTime", "2000"));
  }
}
