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
 * Leaves out what Kubernetes tells a pod of the Services around it: {@code
 * <SERVICE>_PORT=tcp://10.96.0.10:8007}. Of a Service called {@code teardown-responder} it would be
 * taken for {@code teardown.responder.port}, and of one called {@code server} for {@code
 * server.port}.
 */
class ServiceLinks implements EnvironmentPostProcessor, Ordered {

  private static final String VARIABLES =
      StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

  private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

  /** Before anybody has read a variable. */
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
