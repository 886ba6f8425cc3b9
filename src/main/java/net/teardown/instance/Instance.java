package net.teardown.instance;

import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** This start of the service, as outcomes, metrics and other instances identify it. */
@Component
@EnableConfigurationProperties(InstanceProperties.class)
public final class Instance {

  private final UUID id = UUID.randomUUID();
  private final String vantage;
  private final String version;

  Instance(InstanceProperties properties, ObjectProvider<BuildProperties> build) {
    this.vantage = properties.vantageOrHost();
    BuildProperties built = build.getIfAvailable();
    String number = built == null ? null : built.getVersion();
    this.version = number == null ? "unknown" : number;
  }

  /**
   * A random id, new at each start, so that a restarted instance is never taken for the one before.
   */
  public UUID id() {
    return id;
  }

  /** The instance's name: {@code teardown.vantage}, or else the host's name. */
  public String vantage() {
    return vantage;
  }

  /** The version from the build; {@code unknown} if an IDE built it. */
  public String version() {
    return version;
  }
}
