package net.teardown.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Reports in one line why the service can't start on its database, and in another what to do. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StoreFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

  private static final String H2_FILE = "jdbc:h2:file:";

  private final Environment environment;

  StoreFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SQLException failure) {
    SQLException cause = deepest(failure);
    String url = environment.getProperty("spring.datasource.url", "");
    String[] said = url.startsWith(H2_FILE) ? sayOfFile(cause, url) : sayOfServer(cause, url);
    return new FailureAnalysis(said[0], said[1], rootFailure);
  }

  private String[] sayOfFile(SQLException cause, String url) {
    String file = withoutParameters(url).substring(H2_FILE.length()) + ".mv.db";
    String directory = environment.getProperty("teardown.data-dir", file);
    return switch (cause.getErrorCode()) {
      case H2Errors.DATABASE_ALREADY_OPEN ->
          say(
              "The history in '%s' (teardown.data-dir) is in use by another process."
                  .formatted(directory),
              "Start a second instance with a --teardown.data-dir, a --server.port and a"
                  + " --teardown.responder.port of its own, or let instances share a PostgreSQL by"
                  + " spring.datasource.url.");
      case H2Errors.FILE_CORRUPTED, H2Errors.FILE_VERSION_ERROR ->
          say(
              "The history's file '%s' is damaged or not a database of this version: %s"
                  .formatted(file, firstLine(cause)),
              "Nothing was deleted. Move the file aside to start with an empty history, put a"
                  + " backup in its place, or start with another --teardown.data-dir.");
      case H2Errors.IO_EXCEPTION,
          H2Errors.IO_EXCEPTION_WITH_FILE,
          H2Errors.FILE_CREATION_FAILED,
          H2Errors.DATABASE_IS_READ_ONLY ->
          say(
              "The history can't be written to '%s' (teardown.data-dir): %s"
                  .formatted(directory, firstLine(cause)),
              "Set teardown.data-dir to a directory that this user may write to, for example"
                  + " --teardown.data-dir=/tmp/teardown.");
      case H2Errors.URL_RELATIVE_TO_CWD ->
          say(
              "teardown.data-dir is '%s', which is neither absolute nor plainly relative."
                  .formatted(directory),
              "Write an absolute path, or begin it with './' for one below the working directory.");
      default ->
          say(
              "The history in '%s' (teardown.data-dir) can't be opened: %s"
                  .formatted(directory, firstLine(cause)),
              "Start with another --teardown.data-dir, or use PostgreSQL by"
                  + " spring.datasource.url.");
    };
  }

  private static String[] sayOfServer(SQLException cause, String url) {
    return say(
        "The database at '%s' (spring.datasource.url) can't be used: %s"
            .formatted(withoutParameters(url), firstLine(cause)),
        "Check that it runs and that spring.datasource.url, .username and .password are right;"
            + " without them the history is kept in a file under teardown.data-dir.");
  }

  private static String[] say(String description, String action) {
    return new String[] {description, action};
  }

  /** The driver's exception, which the pool and Flyway wrap. */
  private static SQLException deepest(SQLException failure) {
    SQLException deepest = failure;
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        deepest = sql;
      }
    }
    return deepest;
  }

  /** URL parameters may contain a password. */
  private static String withoutParameters(String url) {
    return url.split("[;?]", 2)[0];
  }

  private static String firstLine(SQLException cause) {
    @Nullable String message = cause.getMessage();
    return message == null
        ? "SQLState " + cause.getSQLState()
        : message.lines().findFirst().orElse("");
  }
}
