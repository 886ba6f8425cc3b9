package net.teardown.lab;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of TLS that one end sent, by their headers, which are in plaintext (RFC 8446 5.1).
 *
 * @param all in the order in which they were sent
 */
public record TlsRecords(List<TlsRecord> all) {

  private static final int HEADER = 5;
  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** An alert's level and description, in plaintext. */
  private static final int ALERT_BYTES = 2;

  /** An alert, its content type, and the tag of all suites but TLS_AES_128_CCM_8_SHA256. */
  private static final int PROTECTED_ALERT_BYTES = ALERT_BYTES + 1 + 16;

  /**
   * One record.
   *
   * @param type its content type, which TLS 1.3 hides once it is encrypted
   * @param bytes the length that its header names
   * @param description the second byte of what it holds; of a plaintext alert, which it is
   */
  record TlsRecord(int type, int bytes, int description) {}

  /** Reads those that are whole. */
  public static TlsRecords of(byte[] stream) {
    List<TlsRecord> records = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(stream);
    while (rest.remaining() >= HEADER) {
      int at = rest.position();
      int bytes = rest.getShort(at + 3) & 0xffff;
      if (rest.remaining() < HEADER + bytes) {
        break;
      }
      int description = bytes < ALERT_BYTES ? -1 : rest.get(at + HEADER + 1) & 0xff;
      records.add(new TlsRecord(rest.get(at) & 0xff, bytes, description));
      rest.position(at + HEADER + bytes);
    }
    return new TlsRecords(List.copyOf(records));
  }

  /**
   * Whether the last is an encrypted alert. In TLS 1.3 that is told by its length, which one of two
   * bytes of data would have, too.
   *
   * @param padding how many zeros this end adds to a record (RFC 8446 5.4)
   */
  public boolean endWithAlert(int padding) {
    return !all.isEmpty()
        && switch (all.getLast().type()) {
          case ALERT -> all.getLast().bytes() > ALERT_BYTES;
          case APPLICATION_DATA -> all.getLast().bytes() == PROTECTED_ALERT_BYTES + padding;
          default -> false;
        };
  }

  /** Whether the last is an alert in plaintext. */
  public boolean endWithPlaintextAlert() {
    return !all.isEmpty() && all.getLast().type() == ALERT && all.getLast().bytes() == ALERT_BYTES;
  }

  /** Whether the last is this alert in plaintext. */
  public boolean endWithPlaintextAlert(TlsAlert alert) {
    return endWithPlaintextAlert() && all.getLast().description() == alert.description();
  }
}
