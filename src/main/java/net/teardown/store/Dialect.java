package net.teardown.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where H2 and PostgreSQL differ.
 *
 * @param h2 whether it is H2
 * @param oneProcess whether the database is this process's alone: H2 locks its file, so whoever has
 *     it open knows that every other who ever had it is gone
 */
record Dialect(boolean h2, boolean oneProcess) {

  static Dialect of(DataSource database) {
    @Nullable String url = database instanceof HikariDataSource pool ? pool.getJdbcUrl() : null;
    String lower = url == null ? "" : url.toLowerCase(Locale.ROOT);
    boolean h2 = lower.startsWith("jdbc:h2:");
    boolean served =
        lower.startsWith("jdbc:h2:tcp:")
            || lower.startsWith("jdbc:h2:ssl:")
            || lower.contains("auto_server=true");
    return new Dialect(h2, h2 && !served);
  }

  /**
   * Says which index to read, or nothing: H2 goes by how many values a column has, not by how rare
   * the one asked for is.
   */
  String useIndex(String index) {
    return h2 ? "use index (" + index + ") " : "";
  }
}
