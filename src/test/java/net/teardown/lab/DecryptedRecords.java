package net.teardown.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records of TLS that one end sent, as tshark decrypts them with the session's secrets.
 *
 * @param types the content types in the order in which they were sent; TLS 1.3 encrypts them (RFC
 *     8446 5.2), and one that wasn't decrypted is missing
 * @param alerts those among them that could be read
 */
public record DecryptedRecords(List<Integer> types, List<TlsAlert> alerts) {

  private static final Integer ALERT = 21;

  /**
   * Reads what the responder sent on each connection of a finished capture, in the order of their
   * SYNs.
   *
   * @param capture of {@link WireCapture#startWithPayload}
   * @param keyLog the secrets, in the format of SSLKEYLOGFILE
   */
  public static List<DecryptedRecords> of(Path capture, Path keyLog, int responderPort) {
    String printed =
        Command.run(
            "",
            List.of(
                "tshark",
                "-n",
                "-r",
                capture.toString(),
                "-o",
                "tls.keylog_file:" + keyLog,
                "-d",
                "tcp.port==%d,tls".formatted(responderPort),
                "-Y",
                "(tcp.dstport == %1$d and tcp.flags.syn == 1) or (tcp.srcport == %1$d and tls)"
                    .formatted(responderPort),
                "-T",
                "fields",
                "-e",
                "tcp.stream",
                "-e",
                "tls.record.content_type",
                "-e",
                "tls.alert_message.level",
                "-e",
                "tls.alert_message.desc"));
    Map<String, DecryptedRecords> byStream = new LinkedHashMap<>();
    printed
        .lines()
        .map(line -> line.split("\t", -1))
        .filter(fields -> fields.length == 4) // it also says that it is run by root
        .forEach(fields ->
            byStream
                .computeIfAbsent(
                    fields[0], _ -> new DecryptedRecords(new ArrayList<>(), new ArrayList<>()))
                .add(fields[1], fields[2], fields[3]));
    return List.copyOf(byStream.values());
  }

  private void add(String contentTypes, String levels, String descriptions) {
    types.addAll(numbers(contentTypes));
    List<Integer> described = numbers(descriptions);
    List<Integer> levelled = numbers(levels);
    for (int i = 0; i < described.size(); i++) {
      alerts.add(new TlsAlert(levelled.get(i), described.get(i)));
    }
  }

  private static List<Integer> numbers(String field) {
    return Arrays.stream(field.split(",", -1))
        .flatMap(number -> number.isEmpty() ? Stream.empty() : Stream.of(Integer.valueOf(number)))
        .toList();
  }

  /** Whether every alert among them could be read. */
  public boolean alertsAreRead() {
    return types.stream().filter(ALERT::equals).count() == alerts.size();
  }

  /** The alert that the last of them is; empty too if one couldn't be read. */
  public Optional<TlsAlert> lastAlert() {
    return alertsAreRead() && !types.isEmpty() && types.getLast().equals(ALERT)
        ? Optional.of(alerts.getLast())
        : Optional.empty();
  }
}
