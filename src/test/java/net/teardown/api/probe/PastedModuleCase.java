package net.teardown.api.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.teardown.servers.Listening;

/** What a server says, which module listens, and what it answers. */
enum PastedModuleCase {
  SMTP("smtp", Answer.SUCCESS, PastedModuleCase::smtp),
  SMTP_WITHOUT_TLS("smtp", Answer.NO_MATCH, channel -> mail(channel, "250-SIZE\r\n250 OK\r\n")),
  SSH(
      "ssh",
      Answer.SUCCESS,
      channel -> {
        write(channel, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        Told.LINES.add(line(channel));
      }),
  SSH_BEHIND_OTHER_LINES(
      "ssh",
      Answer.SUCCESS,
      channel -> {
        write(channel, "be warned\r\n".repeat(2000) + "SSH-2.0-OpenSSH_9.2p1\r\n");
        line(channel);
      }),
  POP3(
      "pop3",
      Answer.SUCCESS,
      channel -> {
        write(channel, "+OK ready\r\n");
        write(channel, line(channel).equals("QUIT\r") ? "+OK bye\r\n" : "-ERR\r\n");
      }),
  POP3_TURNING_AWAY(
      "pop3", Answer.NO_MATCH, channel -> write(channel, "-ERR too many connections\r\n")),
  IRC("irc", Answer.SUCCESS, channel -> irc(channel, ":irc 001 prober\r\n")),
  IRC_REFUSING("irc", Answer.NO_MATCH, channel -> irc(channel, ":irc 433 prober\r\nERROR\r\n")),
  GROUPS(
      "groups",
      Answer.SUCCESS,
      channel -> groups(channel, "key value of it\n".getBytes(ISO_8859_1))),
  GROUPS_OF_NO_TEXT(
      "groups",
      Answer.SUCCESS,
      channel -> groups(channel, "key caf\u00E9\r\n".getBytes(ISO_8859_1))),
  GREETING_IN_TWO_PIECES(
      "greeting",
      Answer.SUCCESS,
      channel -> {
        write(channel, "22");
        Thread.sleep(50);
        write(channel, "0 ready\n");
      }),
  NO_LINE_FEED("greeting", Answer.SUCCESS, channel -> write(channel, "hello\n220 ready")),
  CLOSES_EARLY("greeting", Answer.NO_MATCH, channel -> write(channel, "hello\n")),
  CLOSES_AT_ONCE("greeting", Answer.NO_MATCH, channel -> {}),
  ANOTHER_LINE("greeting", Answer.NO_MATCH, channel -> write(channel, "x220 ready\n")),
  A_LINE_OF_64_KIB(
      "greeting", Answer.SUCCESS, channel -> write(channel, "a".repeat(65_535) + "\n220 ready\n")),
  A_LONGER_LINE(
      "greeting",
      Answer.FAILURE,
      channel -> {
        write(channel, "a".repeat(70_000) + "\n220 ready\n");
        line(channel);
      }),
  RESETS(
      "greeting",
      Answer.FAILURE,
      channel -> {
        write(channel, "hello\n");
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }),
  RESETS_WITHIN_A_LINE(
      "greeting",
      Answer.FAILURE,
      channel -> {
        write(channel, "220 rea");
        Thread.sleep(50);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }),
  NEVER_ENDS_ITS_LINE(
      "brief",
      Answer.FAILURE,
      channel -> {
        write(channel, "220 ready");
        line(channel);
      }),
  NEVER_MATCHES(
      "brief",
      Answer.FAILURE,
      channel -> {
        while (true) {
          write(channel, "hello\n");
          Thread.sleep(20);
        }
      }),
  SILENT("brief", Answer.FAILURE, PastedModuleCase::line),
  CONNECTS("tcp_connect", Answer.SUCCESS, PastedModuleCase::line);

  /** What servers have been told. */
  private static final class Told {
    static final List<String> LINES = Collections.synchronizedList(new ArrayList<>());
  }

  /** What both are to answer. */
  enum Answer {
    SUCCESS,
    NO_MATCH,
    FAILURE
  }

  private final String module;
  private final Answer answer;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Listening.Serving serving;

  PastedModuleCase(String module, Answer answer, Listening.Serving serving) {
    this.module = module;
    this.answer = answer;
    this.serving = serving;
  }

  /** The module of both. */
  String module() {
    return module;
  }

  /** What both are to answer. */
  Answer answer() {
    return answer;
  }

  /** Says and hears what the server does. */
  void serve(SocketChannel channel) throws Exception {
    serving.serve(channel);
  }

  /** The lines that servers have been told since this was asked the last time. */
  static List<String> heard() {
    List<String> heard = List.copyOf(Told.LINES);
    Told.LINES.clear();
    return heard;
  }

  private static void smtp(SocketChannel channel) throws IOException {
    mail(channel, "250-mx.example\r\n250-STARTTLS\r\n250 OK\r\n");
    Told.LINES.add(line(channel));
  }

  private static void mail(SocketChannel channel, String extensions) throws IOException {
    write(channel, "220 mx.example ESMTP Postfix\r\n");
    Told.LINES.add(line(channel));
    write(channel, extensions);
  }

  private static void irc(SocketChannel channel, String answer) throws IOException {
    Told.LINES.add(line(channel));
    Told.LINES.add(line(channel));
    write(channel, ":irc NOTICE AUTH :*** Looking up\r\nPING :a-7.b\r\n");
    Told.LINES.add(line(channel));
    write(channel, answer);
  }

  private static void groups(SocketChannel channel, byte[] greeting) throws IOException {
    channel.write(ByteBuffer.wrap(greeting));
    Told.LINES.add(line(channel));
    Told.LINES.add(line(channel));
    write(channel, "250\n");
  }

  static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Reads a line without its line feed, byte by byte as it came; empty at the end. */
  private static String line(SocketChannel channel) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one.clear()) == 1 && one.get(0) != '\n') {
      line.append((char) Byte.toUnsignedInt(one.get(0)));
    }
    return line.toString();
  }
}
