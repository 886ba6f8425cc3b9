package net.teardown;

import net.teardown.instance.StandingThreads;
import net.teardown.socket.TcpStack;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The service: puts the rooms together and starts them. */
// There are no users, so none is made up and no password for it logged.
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
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

  /** The sockets of every room that opens any. */
  @Bean
  TcpStack sockets() {
    return TcpStack.forThisPlatform();
  }
}
