package net.teardown.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The differences between H2 and PostgreSQL.
 *
 * @param h2 whether the database is H2
 * @param oneProcess whether only this process uses the database. H2 locks its file, so the process
 *     that has it open knows that every earlier one has ended
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
   * An SQL hint that names the index to read; empty for PostgreSQL. H2 chooses by the number of
   * distinct values in a column, not by how rare the requested value is.
   */
  String useIndex(String index) {
    return h2 ? "use index (" + index + ") " : "";
  }
}
