package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import net.teardown.api.atlas.Atlas;
import org.junit.jupiter.api.Test;

class AtlasPageIT {

  @Test
  void thePageSaysWhatTheDataSays() throws IOException {
    assertThat(AtlasPage.of(Atlas.fromResource())).isEqualTo(Files.readAllLines(AtlasPage.PAGE));
  }
}
