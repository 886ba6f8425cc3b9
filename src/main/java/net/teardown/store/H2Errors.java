package net.teardown.store;

/** The values of H2's org.h2.api.ErrorCode, which is not on the class path at compile time. */
final class H2Errors {

  static final int URL_RELATIVE_TO_CWD = 90011;
  static final int DATABASE_ALREADY_OPEN = 90020;
  static final int IO_EXCEPTION = 90028;
  static final int FILE_CORRUPTED = 90030;
  static final int IO_EXCEPTION_WITH_FILE = 90031;
  static final int FILE_VERSION_ERROR = 90048;
  static final int FILE_CREATION_FAILED = 90062;
  static final int CONNECTION_BROKEN = 90067;
  static final int DATABASE_IS_READ_ONLY = 90097;
  static final int DATABASE_IS_CLOSED = 90098;
  static final int DATABASE_CALLED_AT_SHUTDOWN = 90121;

  private H2Errors() {}
}
