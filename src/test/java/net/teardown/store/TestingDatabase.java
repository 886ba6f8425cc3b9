package net.teardown.store;

/** A database for one test, or for one class of them. */
interface TestingDatabase extends AutoCloseable {

  /** Starts the store on it; its rows stay from one start to the next. */
  TestingStore start(String... arguments);

  /** It stops answering this store. */
  void takeAway(TestingStore store) throws Exception;

  /** It answers again, with the rows that it had. */
  void bringBack() throws Exception;
}
