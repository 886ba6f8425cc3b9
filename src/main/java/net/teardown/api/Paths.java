package net.teardown.api;

/** Where the API stands. */
final class Paths {

  static final String API = "/api/v1";
  static final String EXPERIMENTS = API + "/experiments";
  static final String CAMPAIGNS = API + "/campaigns";
  static final String SCENARIOS = API + "/scenarios";
  static final String SESSIONS = API + "/sessions";
  static final String INFO = API + "/info";
  static final String DOCUMENTATION = "/swagger-ui.html";

  private Paths() {}
}
