package net.teardown.socket;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The error number of a failed system call. The constants are the errors that socket calls can
 * give, numbered as in Linux's asm-generic/errno-base.h and asm-generic/errno.h, which x86-64 and
 * aarch64 share. A number that has no constant here is a valid errno too.
 */
public final class Errno {
  public static final Errno EPERM = new Errno(1, "EPERM");
  public static final Errno ENOENT = new Errno(2, "ENOENT");
  public static final Errno EINTR = new Errno(4, "EINTR");
  public static final Errno EIO = new Errno(5, "EIO");
  public static final Errno EBADF = new Errno(9, "EBADF");
  public static final Errno EAGAIN = new Errno(11, "EAGAIN");
  public static final Errno ENOMEM = new Errno(12, "ENOMEM");
  public static final Errno EACCES = new Errno(13, "EACCES");
  public static final Errno EFAULT = new Errno(14, "EFAULT");
  public static final Errno ENODEV = new Errno(19, "ENODEV");
  public static final Errno EINVAL = new Errno(22, "EINVAL");
  public static final Errno ENFILE = new Errno(23, "ENFILE");
  public static final Errno EMFILE = new Errno(24, "EMFILE");
  public static final Errno ENOTTY = new Errno(25, "ENOTTY");
  public static final Errno EPIPE = new Errno(32, "EPIPE");
  public static final Errno ENOSYS = new Errno(38, "ENOSYS");
  public static final Errno ENONET = new Errno(64, "ENONET");
  public static final Errno EPROTO = new Errno(71, "EPROTO");
  public static final Errno ENOTSOCK = new Errno(88, "ENOTSOCK");
  public static final Errno EDESTADDRREQ = new Errno(89, "EDESTADDRREQ");
  public static final Errno EMSGSIZE = new Errno(90, "EMSGSIZE");
  public static final Errno EPROTOTYPE = new Errno(91, "EPROTOTYPE");
  public static final Errno ENOPROTOOPT = new Errno(92, "ENOPROTOOPT");
  public static final Errno EPROTONOSUPPORT = new Errno(93, "EPROTONOSUPPORT");
  public static final Errno ESOCKTNOSUPPORT = new Errno(94, "ESOCKTNOSUPPORT");
  public static final Errno EOPNOTSUPP = new Errno(95, "EOPNOTSUPP");
  public static final Errno EPFNOSUPPORT = new Errno(96, "EPFNOSUPPORT");
  public static final Errno EAFNOSUPPORT = new Errno(97, "EAFNOSUPPORT");
  public static final Errno EADDRINUSE = new Errno(98, "EADDRINUSE");
  public static final Errno EADDRNOTAVAIL = new Errno(99, "EADDRNOTAVAIL");
  public static final Errno ENETDOWN = new Errno(100, "ENETDOWN");
  public static final Errno ENETUNREACH = new Errno(101, "ENETUNREACH");
  public static final Errno ENETRESET = new Errno(102, "ENETRESET");
  public static final Errno ECONNABORTED = new Errno(103, "ECONNABORTED");
  public static final Errno ECONNRESET = new Errno(104, "ECONNRESET");
  public static final Errno ENOBUFS = new Errno(105, "ENOBUFS");
  public static final Errno EISCONN = new Errno(106, "EISCONN");
  public static final Errno ENOTCONN = new Errno(107, "ENOTCONN");
  public static final Errno ESHUTDOWN = new Errno(108, "ESHUTDOWN");
  public static final Errno ETOOMANYREFS = new Errno(109, "ETOOMANYREFS");
  public static final Errno ETIMEDOUT = new Errno(110, "ETIMEDOUT");
  public static final Errno ECONNREFUSED = new Errno(111, "ECONNREFUSED");
  public static final Errno EHOSTDOWN = new Errno(112, "EHOSTDOWN");
  public static final Errno EHOSTUNREACH = new Errno(113, "EHOSTUNREACH");
  public static final Errno EALREADY = new Errno(114, "EALREADY");
  public static final Errno EINPROGRESS = new Errno(115, "EINPROGRESS");

  private static final Map<Integer, Errno> BY_NUMBER =
      Stream.of(
              EPERM,
              ENOENT,
              EINTR,
              EIO,
              EBADF,
              EAGAIN,
              ENOMEM,
              EACCES,
              EFAULT,
              ENODEV,
              EINVAL,
              ENFILE,
              EMFILE,
              ENOTTY,
              EPIPE,
              ENOSYS,
              ENONET,
              EPROTO,
              ENOTSOCK,
              EDESTADDRREQ,
              EMSGSIZE,
              EPROTOTYPE,
              ENOPROTOOPT,
              EPROTONOSUPPORT,
              ESOCKTNOSUPPORT,
              EOPNOTSUPP,
              EPFNOSUPPORT,
              EAFNOSUPPORT,
              EADDRINUSE,
              EADDRNOTAVAIL,
              ENETDOWN,
              ENETUNREACH,
              ENETRESET,
              ECONNABORTED,
              ECONNRESET,
              ENOBUFS,
              EISCONN,
              ENOTCONN,
              ESHUTDOWN,
              ETOOMANYREFS,
              ETIMEDOUT,
              ECONNREFUSED,
              EHOSTDOWN,
              EHOSTUNREACH,
              EALREADY,
              EINPROGRESS)
          .collect(Collectors.toUnmodifiableMap(Errno::number, Function.identity()));

  private final int number;
  private final String symbol;
  private final CallResult failure;

  private Errno(int number, String symbol) {
    this.number = number;
    this.symbol = symbol;
    this.failure = new CallResult(-1, this);
  }

  /** The errno with this number; the constant if there is one. */
  public static Errno of(int number) {
    Errno known = BY_NUMBER.get(number);
    return known != null ? known : new Errno(number, "E" + number);
  }

  /** The kernel's number, such as 104. */
  public int number() {
    return number;
  }

  /**
   * The header's name, such as {@code ECONNRESET}; {@code E} and the number if there is no constant
   * here.
   */
  public String symbol() {
    return symbol;
  }

  /**
   * The result of a call that failed with this errno. One shared object, since most failed calls
   * fail alike.
   */
  CallResult failure() {
    return failure;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Errno that && number == that.number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  /** For example {@code ECONNRESET(104)}. */
  @Override
  public String toString() {
    return symbol + "(" + number + ")";
  }
}
