package net.teardown.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Has the pool close a connection whose embedded database closed itself, as H2 does on a full disk.
 * The pool knows the SQL states of servers only, and tests no connection that was used within the
 * last 500 ms: callers who ask more often would get the dead one for ever.
 */
public class ClosedDatabase implements SQLExceptionOverride {

  /** PostgreSQL's driver has no error codes, so these are H2's alone. */
  private static final Set<Integer> CLOSED =
      Set.of(
          H2Errors.IO_EXCEPTION,
          H2Errors.IO_EXCEPTION_WITH_FILE,
          H2Errors.FILE_CORRUPTED,
          H2Errors.CONNECTION_BROKEN,
          H2Errors.DATABASE_IS_CLOSED,
          H2Errors.DATABASE_CALLED_AT_SHUTDOWN);

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return CLOSED.contains(failure.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
