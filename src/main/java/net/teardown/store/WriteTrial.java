package net.teardown.store;

import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds out whether something can be written, by writing as much as an experiment may take. */
class WriteTrial {

  private static final int BYTES = 64 * 1024;

  private final JdbcClient jdbc;

  WriteTrial(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Writes, and returns after the commit.
   *
   * @throws org.springframework.dao.DataAccessException if that doesn't work
   */
  void write() {
    // A database that compresses shall not make little of it.
    byte[] padding = new byte[BYTES];
    RandomGenerator.getDefault().nextBytes(padding);
    if (jdbc.sql("update write_trial set padding = ? where id = 1").param(padding).update() == 0) {
      jdbc.sql("insert into write_trial (id, padding) values (1, ?) on conflict do nothing")
          .param(padding)
          .update();
    }
  }
}
