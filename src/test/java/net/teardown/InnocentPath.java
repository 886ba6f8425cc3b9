package net.teardown;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import net.teardown.Survey.Found;
import net.teardown.Survey.Surveyed;
import net.teardown.lab.Weather;
import tools.jackson.databind.JsonNode;

/** Paths that do to a teardown only what paths may do: delay, reorder, lose. */
enum InnocentPath {
  DIRECT,
  ROUTER,
  NAT,
  IPV6,
  TWENTY_MILLIS,
  JITTER_TO_300_MILLIS,
  REORDERING_2_TO_17_MILLIS,
  REORDERING_5_TO_8_MILLIS,
  LOSS_5_PERCENT,
  LOSS_20_PERCENT,
  LOSS_40_PERCENT,
  REORDERING_AND_LOSS_5_PERCENT,
  REORDERING_AND_LOSS_20_PERCENT,
  SMALL_RECEIVE_BUFFER,
  NO_TIME_WAITS;

  private static final List<String> SPECS =
      List.of(
          "'bytesSent':5",
          "'bytesSent':5,'replyBytes':512",
          "'bytesSent':5,'bytesRead':1",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
          "'bytesSent':5,'lingerSeconds':0",
          "'bytesSent':5,'bytesSentAfterClose':4",
          "'bytesSent':5,'replyBytes':512,'initiatorHalfCloses':true",
          "'bytesSent':20000,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':8000",
          "'bytesSent':5,'replyBytes':9,'closer':'INITIATOR'",
          "'bytesSent':5,'replyBytes':9,'bytesRead':4,'closer':'INITIATOR'",
          "'bytesSent':5,'bytesRead':1,'replyBytes':262144,'observerReads':'LATE'",
          "'bytesSent':5,'replyBytes':512,'observerReads':'BLOCKED'",
          "'bytesSent':1000000,'bytesRead':1000",
          "'bytesSent':5,'replyBytes':512,'idleMillis':300",
          "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':8000,'idleMillis':300");

  /** Findings that describe the path and accuse nothing. */
  static final Set<String> FACTS = Set.of("LOSSY", "REORDERS");

  /** A timeout that is met for a whole reply even on a busy machine. */
  private static final int TIMEOUT_MILLIS = 20_000;

  /** Enough for a SYN that is lost five times. */
  private static final int TIMEOUT_MILLIS_WITH_LOSS = 45_000;

  /** The least time before Linux retransmits a single segment (TCP_RTO_MIN). */
  private static final Duration LEAST_RETRANSMISSION_TIMEOUT = Duration.ofMillis(200);

  private Weather weather() {
    Weather distant = Weather.steady(TwoHosts.EACH_WAY);
    Weather reordering = Weather.reordering(Duration.ofMillis(2), Duration.ofMillis(15));
    return switch (this) {
      case DIRECT, ROUTER, NAT, IPV6, SMALL_RECEIVE_BUFFER, NO_TIME_WAITS, TWENTY_MILLIS -> distant;
      case JITTER_TO_300_MILLIS -> Weather.jittery(Duration.ZERO, Duration.ofMillis(300));
      case REORDERING_2_TO_17_MILLIS -> reordering;
      case REORDERING_5_TO_8_MILLIS ->
          Weather.reordering(Duration.ofMillis(5), Duration.ofMillis(3));
      case LOSS_5_PERCENT -> distant.losing(0.05);
      case LOSS_20_PERCENT -> distant.losing(0.2);
      case LOSS_40_PERCENT -> distant.losing(0.4);
      case REORDERING_AND_LOSS_5_PERCENT -> reordering.losing(0.05);
      case REORDERING_AND_LOSS_20_PERCENT -> reordering.losing(0.2);
    };
  }

  boolean loses() {
    return weather().loss() > 0;
  }

  boolean reorders() {
    return !weather().inOrder();
  }

  /**
   * Whether the path delays a segment until TCP retransmits it. This can't be told from a loss if
   * the other end closes before it could report the duplicate.
   */
  private boolean holdsBack() {
    return weather().jitter().compareTo(LEAST_RETRANSMISSION_TIMEOUT) >= 0;
  }

  /** Makes this many runs over the path, of 15 specs in turn, every second one with a diagnosis. */
  Survey survey(int runs, TwoHosts hosts, PathLab lab) throws Exception {
    int timeoutMillis = loses() ? TIMEOUT_MILLIS_WITH_LOSS : TIMEOUT_MILLIS;
    List<String> fields =
        Stream.of("", ",'diagnose':true")
            .flatMap(diagnose -> SPECS.stream().map(spec -> spec + diagnose))
            .map(spec -> spec + ",'timeoutMillis':" + timeoutMillis)
            .toList();
    // More at once if runs wait for retransmissions.
    int atOnce = loses() ? 48 : 8;
    try (Way way = open(hosts, lab)) {
      return Survey.of(name(), runs, atOnce, fields, way.ask, Surveyed::outOfTime);
    }
  }

  /** A way to run experiments over the path while it is open. */
  private record Way(Function<String, JsonNode> ask, AutoCloseable undo) implements AutoCloseable {

    @Override
    public void close() throws Exception {
      undo.close();
    }
  }

  private Way open(TwoHosts hosts, PathLab lab) {
    return switch (this) {
      case DIRECT -> new Way(fields -> hosts.run(hosts.near().getFirst(), fields), () -> {});
      case IPV6 -> new Way(fields -> hosts.run(hosts.near().getLast(), fields), () -> {});
      case ROUTER -> new Way(fields -> lab.unkept("a", lab.straightTo("b") + fields), () -> {});
      case NAT ->
          new Way(
              fields -> lab.unkept("a", lab.through("b") + fields),
              lab.router()
                  .translate(
                      PathLab.DATA, new InetSocketAddress(lab.host("b").v4(), PathLab.DATA)));
      case SMALL_RECEIVE_BUFFER -> between("net/ipv4/tcp_rmem", "4096 8192 16384");
      case NO_TIME_WAITS -> between("net/ipv4/tcp_max_tw_buckets", "0");
      case TWENTY_MILLIS,
          JITTER_TO_300_MILLIS,
          REORDERING_2_TO_17_MILLIS,
          REORDERING_5_TO_8_MILLIS,
          LOSS_5_PERCENT,
          LOSS_20_PERCENT,
          LOSS_40_PERCENT,
          REORDERING_AND_LOSS_5_PERCENT,
          REORDERING_AND_LOSS_20_PERCENT -> {
        hosts.longer().weather(weather());
        yield new Way(
            fields -> hosts.run(hosts.distant().getFirst(), fields),
            () -> hosts.longer().weather(Weather.steady(TwoHosts.EACH_WAY)));
      }
    };
  }

  private static Way between(String setting, String value) {
    TwoHosts hosts = TwoHosts.prepared(host -> host.sysctl(setting, value));
    return new Way(fields -> hosts.run(hosts.near().getFirst(), fields), hosts);
  }

  /** The findings of a run that aren't true of this path. */
  List<Found> untrue(Surveyed run) {
    return run.findings().stream().filter(found -> !isTrue(found)).toList();
  }

  /** Whether a run claims proof against something on this path. */
  boolean isConvictedBy(Surveyed run) {
    return untrue(run).stream()
        .anyMatch(found -> found.confirmed() && !FACTS.contains(found.kind()));
  }

  private boolean isTrue(Found found) {
    return switch (found.kind()) {
      case "ADDRESS_TRANSLATED" -> this == NAT;
      case "LOSSY" -> loses() || holdsBack();
      case "REORDERS" -> reorders();
      default -> false;
    };
  }

  /**
   * Whether the evidence explains an ending that doesn't occur on a direct path. An RST is sent
   * once, and doesn't wait for data sent before it.
   */
  boolean explains(Surveyed run) {
    boolean finReceived = run.outcome().findPath("finReceived").asBoolean(false);
    return switch (run.verdict()) {
      // The RST was lost.
      case "TIMED_OUT" -> loses();
      // The RST after the FIN was lost, or overtook it and was out of order.
      case "CLEAN_EOF" -> (loses() || reorders()) && !run.delivery().equals("TRUNCATED");
      // The RST arrived without the FIN, or without the whole reply.
      case "RESET" -> (loses() || reorders()) && !finReceived;
      // The drain reached its bound during retransmissions, or the closer no longer waited for the
      // byte behind a silence.
      case "EOF_THEN_RESET" ->
          loses() && (run.fields().contains("drainMillis") || run.fields().contains("idleMillis"));
      default -> false;
    };
  }

  /** Whether a run may end in this way on this path, or be inconclusive for this reason. */
  boolean allows(Surveyed run) {
    return switch (run.verdict()) {
      case "CLEAN_EOF", "EOF_THEN_RESET", "RESET" -> true;
      case "INCONCLUSIVE/TIME_WAIT_UNDECIDABLE" -> this == NO_TIME_WAITS || loses();
      default -> loses();
    };
  }
}
