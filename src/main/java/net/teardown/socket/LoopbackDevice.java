package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells how this network namespace's {@code lo} delivers: within the sender's call, unless it is
 * configured to pass packets to another processor (receive packet steering) or to queue them first.
 */
final class LoopbackDevice {

  private static final Path QUEUES = Path.of("/sys/class/net/lo/queues");
  private static final String NO_QUEUE = "noqueue";

  /**
   * The index of {@code lo}, the first device of every network namespace (LOOPBACK_IFINDEX of
   * net/net_namespace.h).
   */
  private static final int INDEX = 1;

  // struct nlmsghdr of linux/netlink.h, then struct tcmsg and attributes of linux/rtnetlink.h.
  private static final int HEADER_BYTES = 16;
  private static final int TCMSG_BYTES = 20;
  private static final long TYPE = 4;
  private static final long FLAGS = 6;
  private static final long TCM_IFINDEX = HEADER_BYTES + 4;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;
  private static final int ALIGNMENT = 4;

  /** Stops reading after this many messages, more than a namespace has devices with queues. */
  private static final int MOST_READS = 64;

  private LoopbackDevice() {}

  /** Which setting delays delivery; empty if none does, or it can't be read. */
  static Optional<String> whyNotSynchronous() {
    return steering()
        .filter(masks -> masks.chars().anyMatch(digit -> "0, ".indexOf(digit) < 0))
        .map("rps_cpus of lo is %s"::formatted)
        .or(() ->
            queueing()
                .filter(kind -> !kind.equals(NO_QUEUE))
                .map("lo has the queueing discipline %s"::formatted));
  }

  /**
   * The processors to which lo's packets are passed: a mask for each queue, between spaces. Empty
   * if it can't be read.
   */
  static Optional<String> steering() {
    Map<String, String> masks = new TreeMap<>();
    try (DirectoryStream<Path> queues = Files.newDirectoryStream(QUEUES, "rx-*")) {
      for (Path queue : queues) {
        masks.put(
            queue.getFileName().toString(), Files.readString(queue.resolve("rps_cpus")).strip());
      }
    } catch (IOException _) {
      // This kernel has no such setting, or there is no sysfs.
    }
    return masks.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", masks.values()));
  }

  /** The kind of lo's queueing discipline; empty if it can't be read. */
  static Optional<String> queueing() {
    Scratch scratch = Scratch.ofThisThread();
    int fd =
        scratch.libc.socket(
            Linux.AF_NETLINK, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, Linux.NETLINK_ROUTE);
    if (fd < 0) {
      return Optional.empty();
    }
    try {
      MemorySegment message = scratch.chunk();
      int length = HEADER_BYTES + TCMSG_BYTES;
      message.asSlice(0, length).fill((byte) 0);
      message.set(JAVA_INT, 0, length);
      message.set(JAVA_SHORT, TYPE, (short) Linux.RTM_GETQDISC);
      message.set(JAVA_SHORT, FLAGS, (short) (Linux.NLM_F_REQUEST | Linux.NLM_F_DUMP));
      if (scratch.libc.send(fd, message, length, 0) < 0) {
        return Optional.empty();
      }
      for (int reads = 0; reads < MOST_READS; reads++) {
        // The kernel writes the next part of a dump within each recv.
        long received = scratch.libc.recv(fd, message, message.byteSize(), Linux.MSG_DONTWAIT);
        if (received <= 0) {
          return Optional.empty();
        }
        Optional<String> kind = kindOf(message.asSlice(0, received));
        if (kind.isPresent()) {
          return kind;
        }
      }
      return Optional.empty();
    } finally {
      scratch.libc.close(fd);
    }
  }

  /** The kind of lo's queueing discipline, if these messages hold it. */
  private static Optional<String> kindOf(MemorySegment messages) {
    long at = 0;
    while (at + HEADER_BYTES + TCMSG_BYTES <= messages.byteSize()) {
      int length = messages.get(JAVA_INT, at);
      if (length < HEADER_BYTES || at + length > messages.byteSize()) {
        return Optional.empty();
      }
      if (messages.get(JAVA_SHORT, at + TYPE) == Linux.RTM_NEWQDISC
          && messages.get(JAVA_INT, at + TCM_IFINDEX) == INDEX) {
        return kindIn(messages.asSlice(at, length));
      }
      at += aligned(length);
    }
    return Optional.empty();
  }

  private static Optional<String> kindIn(MemorySegment message) {
    long at = HEADER_BYTES + TCMSG_BYTES;
    while (at + ATTRIBUTE_HEADER_BYTES <= message.byteSize()) {
      int length = Short.toUnsignedInt(message.get(JAVA_SHORT, at));
      if (length < ATTRIBUTE_HEADER_BYTES || at + length > message.byteSize()) {
        return Optional.empty();
      }
      if (message.get(JAVA_SHORT, at + Short.BYTES) == Linux.TCA_KIND) {
        return Optional.of(message.getString(at + ATTRIBUTE_HEADER_BYTES));
      }
      at += aligned(length);
    }
    return Optional.empty();
  }

  private static int aligned(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
