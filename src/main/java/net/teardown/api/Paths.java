package net.teardown.api;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the API stands. */
final class Paths {

  static final String API = "/api/v1";
  static final String EXPERIMENTS = API + "/experiments";
  static final String CAMPAIGNS = API + "/campaigns";
  static final String SCENARIOS = API + "/scenarios";
  static final String SESSIONS = API + "/sessions";
  static final String MONITORS = API + "/monitors";
  static final String MESH = API + "/mesh";
  static final String MODULES = API + "/modules";
  static final String INFO = API + "/info";
  static final String DOCUMENTATION = "/swagger-ui.html";

  private Paths() {}

  /** Where an experiment is kept. */
  static URI ofExperiment(@Nullable UUID id) {
    return URI.create(EXPERIMENTS + "/" + id);
  }
}
