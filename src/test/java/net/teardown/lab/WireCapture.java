package net.teardown.lab;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Captures loopback with tcpdump, and reads the connections in the order of their SYNs. */
public final class WireCapture implements AutoCloseable {

  /** What of a packet holds its headers, in bytes. */
  private static final int HEADERS = 96;

  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;

  /** What each end of one connection sent. */
  public static final class Connection {
    private final NavigableMap<Integer, byte[]> fromResponder = new TreeMap<>();
    private int initialSequence;
    private long bytesFromResponderMicros;
    private long finFromResponderMicros;
    private long rstFromResponderMicros;
    private boolean finFromResponder;
    private boolean rstFromResponder;
    private boolean finFromInitiator;
    private boolean rstFromInitiator;
    private boolean initiatorFirst;

    /** Whether that end sent a FIN. */
    public boolean fin(boolean fromResponder) {
      return fromResponder ? finFromResponder : finFromInitiator;
    }

    /** Whether the initiator sent a FIN or an RST before the responder sent either. */
    public boolean initiatorEndedIt() {
      return initiatorFirst;
    }

    /** Whether that end sent an RST. */
    public boolean rst(boolean fromResponder) {
      return fromResponder ? rstFromResponder : rstFromInitiator;
    }

    /** How long after its last byte the responder sent its FIN; it sent both. */
    public Duration finBehindBytes() {
      return Duration.of(finFromResponderMicros - bytesFromResponderMicros, ChronoUnit.MICROS);
    }

    /** How long after its FIN the responder sent its RST; it sent both. */
    public Duration rstBehindFin() {
      return Duration.of(rstFromResponderMicros - finFromResponderMicros, ChronoUnit.MICROS);
    }

    /**
     * The bytes that the responder sent, once and in order, as far as the capture has them without
     * a gap; that of {@link #startWithPayload} has them.
     */
    public byte[] fromResponder() {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      fromResponder.forEach((position, payload) -> {
        int known = stream.size() - position;
        if (known >= 0 && known < payload.length) {
          stream.write(payload, known, payload.length - known);
        }
      });
      return stream.toByteArray();
    }
  }

  private final Process tcpdump;
  private final Path file;

  private WireCapture(Process tcpdump, Path file) {
    this.tcpdump = tcpdump;
    this.file = file;
  }

  /** Captures every TCP packet on {@code lo} that is from or to this port, from now on. */
  public static WireCapture start(Path directory, int port) throws IOException {
    return start(List.of(), directory, HEADERS, "tcp and host 127.0.0.1 and port " + port);
  }

  /**
   * As {@link #start(Path, int)}, with all that this port's end says; of what the other says, a
   * handshake of TLS alone, so that an upload is not in it.
   */
  public static WireCapture startWithPayload(Path directory, int port) throws IOException {
    String flags = "tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0";
    String handshake = "tcp[(tcp[12] & 0xf0) >> 2] == 0x16";
    return start(
        List.of(),
        directory,
        0,
        "tcp and host 127.0.0.1 and (src port %1$d or (dst port %1$d and (%2$s or %3$s)))"
            .formatted(port, flags, handshake));
  }

  /** All TCP packets on {@code lo} of another host, which this command runs things on. */
  public static WireCapture start(List<String> before, Path directory) throws IOException {
    return start(before, directory, HEADERS, "ip and tcp");
  }

  private static WireCapture start(
      List<String> before, Path directory, int snapshotLength, String filter) throws IOException {
    Path file = directory.resolve("wire.pcap");
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            "tcpdump",
            "-i",
            "lo",
            "-U",
            "--immediate-mode",
            "-B",
            "16384",
            "-s",
            Integer.toString(snapshotLength),
            "-Z",
            "root",
            "-w",
            file.toString(),
            filter));
    Process tcpdump = new ProcessBuilder(command).start();
    BufferedReader words =
        new BufferedReader(new InputStreamReader(tcpdump.getErrorStream(), StandardCharsets.UTF_8));
    String line = words.readLine();
    while (line != null && !line.contains("listening on")) {
      line = words.readLine();
    }
    if (line == null) {
      throw new IOException("tcpdump never began to listen");
    }
    return new WireCapture(tcpdump, file);
  }

  /** The capture in the format of pcap, until the next one in the same directory. */
  public Path file() {
    return file;
  }

  /** Ends the capture and reads it. */
  public List<Connection> connections(int responderPort) throws IOException, InterruptedException {
    Thread.sleep(200); // the last packets are still on their way through tcpdump
    close();
    return read(
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN), responderPort);
  }

  private static List<Connection> read(ByteBuffer pcap, int responderPort) {
    List<Connection> connections = new ArrayList<>();
    Map<Integer, Connection> byInitiatorPort = new LinkedHashMap<>();
    int position = 24; // the file's own header
    while (position + 16 <= pcap.limit()) {
      int captured = pcap.getInt(position + 8);
      int ip = position + 16 + 14; // the record's header, then an Ethernet header
      int tcp = ip + (pcap.get(ip) & 0x0f) * 4;
      int source = port(pcap, tcp);
      int destination = port(pcap, tcp + 2);
      int flags = pcap.get(tcp + 13) & 0xff;
      boolean fromResponder = source == responderPort;
      if (fromResponder || destination == responderPort) {
        int initiatorPort = fromResponder ? destination : source;
        if ((flags & (SYN | ACK)) == SYN) {
          Connection begun = new Connection();
          connections.add(begun);
          byInitiatorPort.put(initiatorPort, begun);
        }
        Connection connection = byInitiatorPort.get(initiatorPort);
        if (connection != null) {
          long micros = micros(pcap, position);
          mark(connection, fromResponder, flags, micros);
          if (fromResponder) {
            int payload = tcp + ((pcap.get(tcp + 12) >> 4) & 0x0f) * 4;
            int end = ip + (Short.reverseBytes(pcap.getShort(ip + 2)) & 0xffff);
            int sequence = Integer.reverseBytes(pcap.getInt(tcp + 4));
            note(connection, flags, micros, sequence, bytes(pcap, payload, end));
          }
        }
      }
      position += 16 + captured;
    }
    return connections;
  }

  private static void note(
      Connection connection, int flags, long micros, int sequence, byte[] payload) {
    if ((flags & SYN) != 0) {
      connection.initialSequence = sequence;
    } else if (payload.length > 0) {
      connection.fromResponder.putIfAbsent(sequence - connection.initialSequence - 1, payload);
      connection.bytesFromResponderMicros = micros;
    }
  }

  private static byte[] bytes(ByteBuffer pcap, int from, int to) {
    byte[] bytes = new byte[Math.clamp(Math.min(to, pcap.limit()) - from, 0, 1 << 16)];
    pcap.get(from, bytes);
    return bytes;
  }

  private static long micros(ByteBuffer pcap, int position) {
    return TimeUnit.SECONDS.toMicros(pcap.getInt(position)) + pcap.getInt(position + 4);
  }

  private static void mark(Connection connection, boolean fromResponder, int flags, long micros) {
    connection.initiatorFirst |=
        !fromResponder
            && (flags & (FIN | RST)) != 0
            && !connection.finFromResponder
            && !connection.rstFromResponder;
    if (fromResponder) {
      if ((flags & FIN) != 0 && !connection.finFromResponder) {
        connection.finFromResponder = true;
        connection.finFromResponderMicros = micros;
      }
      if ((flags & RST) != 0 && !connection.rstFromResponder) {
        connection.rstFromResponder = true;
        connection.rstFromResponderMicros = micros;
      }
    } else {
      connection.finFromInitiator |= (flags & FIN) != 0;
      connection.rstFromInitiator |= (flags & RST) != 0;
    }
  }

  private static int port(ByteBuffer pcap, int at) {
    return ((pcap.get(at) & 0xff) << 8) | (pcap.get(at + 1) & 0xff);
  }

  @Override
  public void close() {
    tcpdump.destroy();
    try {
      if (!tcpdump.waitFor(10, TimeUnit.SECONDS)) {
        throw new UncheckedIOException(new IOException("tcpdump does not end"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
