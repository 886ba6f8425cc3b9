package net.teardown.store;

import java.util.List;

/** A database for one test or one class of tests. */
interface TestingDatabase extends AutoCloseable {

  /** The arguments that make the store or the whole service use it. */
  List<String> arguments();

  /** Starts the store on it; its rows stay from one start to the next. */
  TestingStore start(String... arguments);

  /** Makes the database unavailable to this store. */
  void takeAway(TestingStore store) throws Exception;

  /** Makes it available again, with the rows that it had. */
  void bringBack() throws Exception;
}
