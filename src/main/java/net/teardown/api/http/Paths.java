package net.teardown.api.http;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the API stands. */
public final class Paths {

  /** What every path of the API begins with. */
  public static final String API = "/api/v1";

  public static final String EXPERIMENTS = API + "/experiments";
  public static final String CAMPAIGNS = API + "/campaigns";
  public static final String SCENARIOS = API + "/scenarios";
  public static final String SESSIONS = API + "/sessions";
  public static final String MONITORS = API + "/monitors";
  public static final String MESH = API + "/mesh";
  public static final String MODULES = API + "/modules";
  public static final String INFO = API + "/info";
  public static final String DOCUMENTATION = "/swagger-ui.html";

  /** Where the documents stand; their contents are at this path and a slash. */
  public static final String DOCS = "/docs";

  private Paths() {}

  /** Where an experiment is kept. */
  public static URI ofExperiment(@Nullable UUID id) {
    return URI.create(EXPERIMENTS + "/" + id);
  }
}
