package net.teardown.store;

import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests whether the database accepts writes, by writing as much as one experiment may need. */
class WriteTrial {

  private static final int BYTES = 64 * 1024;

  private final JdbcClient jdbc;

  WriteTrial(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Writes, and returns after the commit.
   *
   * @throws org.springframework.dao.DataAccessException if the write fails
   */
  void write() {
    // Random bytes, because a database that compresses would store zeros in almost no space.
    byte[] padding = new byte[BYTES];
    RandomGenerator.getDefault().nextBytes(padding);
    if (jdbc.sql("update write_trial set padding = ? where id = 1").param(padding).update() == 0) {
      jdbc.sql("insert into write_trial (id, padding) values (1, ?) on conflict do nothing")
          .param(padding)
          .update();
    }
  }
}
