package net.teardown;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

  @Test
  void roomsDependOnlyOnWhatTheyDeclare() {
    ApplicationModules.of(Teardown.class).verify();
  }
}
