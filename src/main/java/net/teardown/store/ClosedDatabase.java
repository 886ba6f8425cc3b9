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

  /**
   * Values of H2's org.h2.api.ErrorCode, which is not on the class path at compile time: I/O error
   * (90028, 90031), corrupted file (90030), broken connection (90067), closed database (90098,
   * 90121). PostgreSQL's driver has no error codes.
   */
  private static final Set<Integer> CLOSED = Set.of(90028, 90030, 90031, 90067, 90098, 90121);

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return CLOSED.contains(failure.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
