package net.teardown;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service: puts the rooms together and starts them. */
@SpringBootApplication
public class Teardown {

  /**
   * Starts the service.
   *
   * @param args Spring Boot's command line, for example {@code --server.port=8081}
   */
  public static void main(String[] args) {
    SpringApplication.run(Teardown.class, args);
  }
}
