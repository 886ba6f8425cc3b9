package net.teardown.instance;

import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** This very start of the service, as outcomes, metrics and other instances know it. */
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

  /** Made anew at each start, so that a restarted instance is never taken for the one before. */
  public UUID id() {
    return id;
  }

  /** Its name: {@code teardown.vantage}, or else the host's. */
  public String vantage() {
    return vantage;
  }

  /** The version that was built; {@code unknown} where an editor built it. */
  public String version() {
    return version;
  }
}
