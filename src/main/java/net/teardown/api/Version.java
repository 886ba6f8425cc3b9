package net.teardown.api;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** The version that was built; unknown where an editor built it. */
@Component
final class Version {

  private final String text;

  Version(ObjectProvider<BuildProperties> build) {
    BuildProperties properties = build.getIfAvailable();
    String built = properties == null ? null : properties.getVersion();
    this.text = built == null ? "unknown" : built;
  }

  String text() {
    return text;
  }
}
