package net.teardown;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Removes the environment variables by which Kubernetes tells a pod about Services: {@code
 * <SERVICE>_PORT=tcp://10.96.0.10:8007}. The variable of a Service named {@code teardown-responder}
 * would be read as {@code teardown.responder.port}, and that of one named {@code server} as {@code
 * server.port}.
 */
class ServiceLinks implements EnvironmentPostProcessor, Ordered {

  private static final String VARIABLES =
      StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

  private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

  /** Before anything reads an environment variable. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Map<String, Object> variables = new LinkedHashMap<>(environment.getSystemEnvironment());
    if (variables.entrySet().removeIf(ServiceLinks::isLink)
        && environment.getPropertySources().contains(VARIABLES)) {
      environment
          .getPropertySources()
          .replace(VARIABLES, new SystemEnvironmentPropertySource(VARIABLES, variables));
    }
  }

  private static boolean isLink(Map.Entry<String, Object> variable) {
    return variable.getKey().endsWith("_PORT")
        && ADDRESS.matcher(variable.getValue().toString()).matches();
  }
}
