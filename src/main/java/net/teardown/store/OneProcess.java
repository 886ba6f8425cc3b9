package net.teardown.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database is this process's alone: H2 locks its file, so whoever has it open knows
 * that every other who ever had it is gone.
 *
 * @param only true for an H2 that isn't served to others
 */
record OneProcess(boolean only) {

  static OneProcess of(DataSource database) {
    @Nullable String url = database instanceof HikariDataSource pool ? pool.getJdbcUrl() : null;
    String lower = url == null ? "" : url.toLowerCase(Locale.ROOT);
    return new OneProcess(
        lower.startsWith("jdbc:h2:")
            && !lower.startsWith("jdbc:h2:tcp:")
            && !lower.startsWith("jdbc:h2:ssl:")
            && !lower.contains("auto_server=true"));
  }
}
