package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** Tests two instances on two hosts, as users run them. */
@ExtendWith(TwoHosts.Shared.class)
class CrossHostIT {

  private static final JsonMapper JSON = new JsonMapper();

  private final TwoHosts hosts;

  CrossHostIT(TwoHosts hosts) {
    this.hosts = hosts;
  }

  @Test
  void eachInstanceAnswersForItself() throws Exception {
    for (var instance : Map.of("probe-a", hosts.probeA(), "probe-b", hosts.probeB()).entrySet()) {
      assertThat(JSON.readTree(instance.getValue().get("/api/v1/info").body()).get("vantage"))
          .hasToString("\"" + instance.getKey() + "\"");
    }
  }
}
