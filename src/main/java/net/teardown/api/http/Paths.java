package net.teardown.api.http;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The paths of the API. */
public final class Paths {

  /** The prefix of every path of the API. */
  public static final String API = "/api/v1";

  public static final String EXPERIMENTS = API + "/experiments";
  public static final String PREDICTIONS = API + "/predictions";
  public static final String CAMPAIGNS = API + "/campaigns";
  public static final String CAMPAIGN_PLANS = CAMPAIGNS + "/plans";
  public static final String SCENARIOS = API + "/scenarios";
  public static final String SESSIONS = API + "/sessions";
  public static final String MONITORS = API + "/monitors";
  public static final String PROBES = API + "/probes";
  public static final String MESH = API + "/mesh";
  public static final String MODULES = API + "/modules";
  public static final String ENVIRONMENTS = API + "/environments";
  public static final String ATLAS = API + "/atlas";
  public static final String INFO = API + "/info";
  public static final String DOCUMENTATION = "/swagger-ui.html";

  /** The path of the documents; their contents are at this path followed by a slash. */
  public static final String DOCS = "/docs";

  private Paths() {}

  /** The path of an experiment. */
  public static URI ofExperiment(@Nullable UUID id) {
    return URI.create(EXPERIMENTS + "/" + id);
  }
}
