package net.teardown;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.teardown.input.SpellingHint;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names properties of {@code teardown} that don't exist, with the nearest one that does: otherwise
 * a misspelt {@code teardown.api.token} would leave the API open. The start ends with them, but for
 * environment variables: others may set some that begin so, and they are only warned of.
 */
class PropertyNames implements EnvironmentPostProcessor, Ordered {

  private static final String METADATA = "/META-INF/spring-configuration-metadata.json";
  private static final String PREFIX = "teardown.";
  private static final String VARIABLE_PREFIX = "TEARDOWN_";

  /** What Kubernetes tells of a Service whose name begins like this one's; see ServiceLinks. */
  private static final Pattern LINK =
      Pattern.compile(".*_(?:SERVICE_(?:HOST|PORT)(?:_.+)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_.+)?)");

  private final Log log;

  PropertyNames(DeferredLogFactory logs) {
    this.log = logs.getLog(PropertyNames.class);
  }

  /** After files were read. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Map<String, String> known = known();
    if (known.isEmpty()) {
      return;
    }
    List<String> unknown = new ArrayList<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (!(source instanceof EnumerablePropertySource<?> names)) {
        continue;
      }
      boolean variables =
          source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
      String prefix = variables ? VARIABLE_PREFIX : PREFIX;
      for (String name : names.getPropertyNames()) {
        if (!name.startsWith(prefix)
            || known.containsKey(plain(name))
            || (variables && LINK.matcher(name).matches())) {
          continue;
        }
        if (variables) {
          log.warn("The environment variable " + name + " " + isNone(name, known));
        } else {
          unknown.add("'%s' %s".formatted(name, isNone(name, known)));
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnknownProperty(String.join(" ", unknown));
    }
  }

  private static String isNone(String name, Map<String, String> known) {
    String hint = SpellingHint.hint(dotted(name), known.values());
    return SpellingHint.ended("is no property of this service" + hint);
  }

  /** An environment variable as the property that it most likely means. */
  private static String dotted(String name) {
    return name.startsWith(VARIABLE_PREFIX)
        ? name.toLowerCase(Locale.ROOT).replace('_', '.')
        : name;
  }

  /** What is the same for Spring: without dashes and the places in lists, whatever the case. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("\\[\\d+]$|[._]\\d+$", "")
        .replaceAll("[-_.]", "");
  }

  /** Every property by its plain name, as the compiler gathered them. */
  private static Map<String, String> known() {
    try (InputStream metadata = PropertyNames.class.getResourceAsStream(METADATA)) {
      Map<String, String> known = new TreeMap<>();
      if (metadata != null) {
        for (JsonNode property : new JsonMapper().readTree(metadata).path("properties")) {
          String name = property.path("name").asString("");
          known.put(plain(name), name);
        }
      }
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
