package net.teardown;

import net.teardown.instance.StandingThreads;
import net.teardown.socket.TcpStack;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The application: assembles the rooms and starts them. */
@SpringBootApplication(
    exclude = {
      // There are no users, so Boot should create none and log no password for it.
      UserDetailsServiceAutoConfiguration.class,
      // No bean is wrapped, and transactions are begun by calls; classes cost memory.
      AopAutoConfiguration.class,
      PersistenceExceptionTranslationAutoConfiguration.class,
      TransactionAutoConfiguration.class
    },
    // Jackson 3 writes the endpoints. Deprecated, so not named as a class.
    excludeName =
        "org.springframework.boot.actuate.autoconfigure.endpoint.jackson.Jackson2EndpointAutoConfiguration")
public class Teardown {

  /**
   * Starts the service.
   *
   * @param args Spring Boot's command line, for example {@code --server.port=8081}
   */
  public static void main(String[] args) {
    StandingThreads.ofThisProcess().endProcessOnError();
    SpringApplication.run(Teardown.class, args);
  }

  /** The TCP stack that all rooms share. */
  @Bean
  TcpStack sockets() {
    return TcpStack.forThisPlatform();
  }
}
