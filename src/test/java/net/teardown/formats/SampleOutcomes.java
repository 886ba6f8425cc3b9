package net.teardown.formats;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Diagnosis.Finding;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.outcome.Diagnosis.Repeat;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Advice;
import net.teardown.experiment.outcome.ServerReport.Client;
import net.teardown.experiment.outcome.ServerReport.Clients;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.outcome.ServerReport.Replied;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An outcome of each kind with all that there may be to tell of it, the same in each process. */
public final class SampleOutcomes {

  /** What is said to a server, with every field that a server has. */
  public static final String SERVER =
      """
      {'peer': 'SERVER', 'targetHost': 'shop.example', 'targetPort': 8443, 'timeoutMillis': 20000,
       'request': {'http': {'method': 'PUT', 'path': '/upload?x=1', 'host': 'shop.example',
                            'headers': {'Authorization': 'Bearer c2VjcmV0', 'X-Purpose': 'probe'},
                            'bodyBytes': 1048576, 'chunked': true, 'expectContinue': true}},
       'writing': 'STOP_AT_ERROR', 'chunkBytes': 65536, 'pauseMillis': 10, 'settleMillis': 350,
       'expect': {'verdicts': ['CLEAN_EOF', 'EOF_THEN_RESET'], 'deliveries': ['WHOLE', 'UNKNOWN'],
                  'httpStatus': [413, 503]},
       'label': 'upload'}
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant STARTED = Instant.parse("2026-11-22T10:00:00.123456Z");

  private static final TcpCounts TCP =
      new TcpCounts(4L, 1L, 3L, 2L, 1L, 20_031L, 1_012L, 1400L, 1348L, 1L, 9L, 5L, 65_535L);

  /** The settings of the host of {@code probe-b}. */
  public static final Environment RESPONDERS_ENVIRONMENT =
      Environment.of(
          Map.of(
              "kernel",
              "Linux 5.15.0",
              "net.ipv4.tcp_rmem",
              "4096 32768 6291456",
              "lo.qdisc",
              "noqueue"));

  private SampleOutcomes() {}

  /** All of them, by what they are. */
  public static Map<String, Experiment> all() {
    Map<String, Experiment> all = new LinkedHashMap<>();
    all.put("loopback-reset", Outcomes.reset().keptAs(id(1)));
    all.put("loopback-eof-then-reset", eofThenReset());
    all.put("loopback-tls", ownTls());
    all.put("loopback-application-level", applicationLevel());
    all.put("across-diagnosed", diagnosed());
    all.put("across-no-report", noReport());
    all.put("server-http", http());
    all.put("server-silent", silent());
    all.put("server-refused", refused());
    all.put("server-replies", replies());
    all.put("server-turns", turns());
    all.put("server-tls", tls());
    return all;
  }

  /** One of them. */
  public static Experiment get(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  /** A draft from a JSON object with single quotes. */
  public static SpecDraft draft(String json) {
    return SpecDraft.readKept(JSON.readValue(json.replace('\'', '"'), Map.class));
  }

  /** An id that is the same in each process. */
  public static UUID id(int number) {
    return UUID.fromString("019a9f7e-0000-7000-8000-%012d".formatted(number));
  }

  private static Experiment eofThenReset() {
    SpecDraft draft =
        draft(
            """
            {'bytesSent': 5, 'bytesRead': 1, 'replyBytes': 9, 'shutdownBeforeClose': true,
             'label': 'first-try', 'expect': {'deliveries': ['WHOLE']}}
            """);
    EndRecord initiator =
        end(
            "127.0.0.1:41234",
            9,
            5,
            List.of(
                step(18, 33, Call.CONNECT, null, 0L),
                step(41, 44, Call.SEND, 5L, 5L),
                step(56, 58, Call.RECV, 65_536L, 9L),
                failed(66, 68, Call.SOCKET_ERROR, "EPIPE"),
                step(72, 74, Call.RECV, 65_536L, 0L)),
            evidence(true, true, TcpState.CLOSE, "EPIPE", null));
    EndRecord responder =
        end(
            "[::1]:40007",
            1,
            9,
            List.of(
                step(34, 40, Call.ACCEPT, null, 0L),
                step(50, 52, Call.RECV, 1L, 1L),
                step(54, 55, Call.SEND, 9L, 9L),
                step(60, 61, Call.SHUTDOWN_WRITE, null, 0L),
                step(64, 65, Call.CLOSE, null, 0L)),
            null);
    return made(
        2,
        draft,
        Origin.MONITOR,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.EOF_THEN_RESET, null, Delivery.WHOLE, true),
        null,
        new Ends.Pair(initiator, responder),
        null,
        null);
  }

  private static Experiment ownTls() {
    SpecDraft draft =
        draft(
            """
            {'bytesSent': 5, 'replyBytes': 9, 'initiatorHalfCloses': true,
             'tls': {'versions': ['TLS_1_3'], 'closeNotify': 'SEND'},
             'expect': {'tlsEndings': ['CLOSE_NOTIFY', 'RESET_AFTER_CLOSE_NOTIFY']}}
            """);
    EndRecord initiator =
        end(
                "127.0.0.1:41236",
                9,
                5,
                List.of(
                    step(18, 33, Call.CONNECT, null, 0L),
                    step(1_290, 1_300, Call.SEND, 313L, 313L),
                    new Step(2_713, 3_100, Call.RECV, 16_709L, 634L, null, 6),
                    new Step(5_319, 5_400, Call.SEND, 173L, 173L, null, 3),
                    step(5_410, 5_415, Call.SHUTDOWN_WRITE, null, 0L),
                    new Step(5_700, 5_800, Call.RECV, 259L, 299L, null, 6),
                    failed(5_810, 5_812, Call.RECV, "ECONNRESET")),
                evidence(false, true, TcpState.CLOSE, null, null))
            .with(
                new EndTls(
                    TlsVersion.TLS_1_3,
                    "TLS_AES_256_GCM_SHA384",
                    1_280,
                    4_020L,
                    null,
                    null,
                    5_801L,
                    TlsEnding.RESET_AFTER_CLOSE_NOTIFY,
                    486,
                    933));
    EndRecord responder =
        end(
                "127.0.0.1:40009",
                5,
                9,
                List.of(
                    step(34, 40, Call.ACCEPT, null, 0L),
                    new Step(1_310, 1_330, Call.RECV, 313L, 313L, null, 2),
                    step(2_600, 2_640, Call.SEND, 634L, 634L),
                    new Step(5_420, 5_450, Call.RECV, 133L, 133L, null, 6),
                    new Step(5_460, 5_500, Call.SEND, 299L, 299L, null, 3),
                    step(5_510, 5_520, Call.CLOSE, null, 0L)),
                null)
            .with(
                new EndTls(
                    TlsVersion.TLS_1_3,
                    "TLS_AES_256_GCM_SHA384",
                    1_305,
                    4_150L,
                    null,
                    null,
                    null,
                    null,
                    933,
                    446));
    return made(
        12,
        draft,
        Origin.REQUEST,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.RESET, null, Delivery.WHOLE, true),
        null,
        new Ends.Pair(initiator, responder),
        null,
        null);
  }

  private static Experiment applicationLevel() {
    SpecDraft draft =
        draft(
            """
            {'bytesSent': 16777216, 'bytesRead': 9, 'replyBytes': 9, 'closer': 'INITIATOR',
             'shutdownBeforeClose': true, 'drainBeforeClose': true, 'drainMillis': 250,
             'observerReads': 'LATE', 'lingerSeconds': 2, 'timeoutMillis': 30000}
            """);
    EndRecord initiator =
        end(
            "127.0.0.1:41235",
            9,
            16_777_216,
            List.of(
                step(18, 33, Call.CONNECT, null, 0L),
                new Step(41, 9_044, Call.SEND, 16_777_216L, 16_777_216L, null, 64),
                step(9_100, 9_102, Call.LINGER, 2L, 0L),
                step(9_110, 9_112, Call.SHUTDOWN_WRITE, null, 0L),
                step(9_120, 9_121, Call.CLOSE, null, 0L)),
            null);
    EndRecord responder =
        end(
            "127.0.0.1:40008",
            16_777_216,
            9,
            List.of(
                step(34, 40, Call.ACCEPT, null, 0L), step(9_300, 9_800, Call.RECV, 65_536L, 0L)),
            new Evidence(true, true, false, false, null, null, null, null));
    return made(
        3,
        draft,
        Origin.CAMPAIGN,
        EvidenceLevel.APPLICATION,
        new Judgement(Verdict.CLEAN_EOF, Reason.HIDDEN_RESET_NOT_VISIBLE, Delivery.WHOLE, true),
        null,
        new Ends.Pair(initiator, responder),
        null,
        null);
  }

  private static Experiment diagnosed() {
    SpecDraft draft =
        draft(
            """
            {'bytesSent': 5, 'bytesRead': 1, 'replyBytes': 9, 'bytesSentAfterClose': 3,
             'targetHost': 'probe-b', 'targetPort': 8107, 'diagnose': true, 'timeoutMillis': 10000,
             'responderUrl': 'https://probe-b.example:8443/teardown', 'label': 'path-3'}
            """);
    EndRecord initiator =
        new EndRecord(
            "10.1.0.1:41234",
            9,
            8,
            null,
            null,
            TCP,
            7L,
            ProbeAnswer.ACKNOWLEDGED,
            Phase.SETTLE,
            List.of(
                step(18, 20_033, Call.CONNECT, null, 0L),
                step(20_040, 20_041, Call.SEND_TICKET, 16L, 16L),
                step(20_042, 20_044, Call.SEND, 5L, 5L),
                step(61_000, 61_001, Call.RECV, 65_536L, 0L),
                step(62_000, 62_001, Call.PROBE, 1L, 1L)),
            evidence(true, null, TcpState.TIME_WAIT, null, TimeWait.PRESENT),
            null);
    EndRecord responder =
        new EndRecord(
            "10.2.0.1:8107",
            1,
            9,
            4L,
            TcpState.ESTABLISHED,
            TCP,
            null,
            null,
            null,
            List.of(
                step(20_000, 20_040, Call.ACCEPT, null, 0L),
                step(20_050, 40_050, Call.RECV_TICKET, 16L, 16L),
                step(40_060, 40_061, Call.RECV, 1L, 1L),
                step(40_070, 40_071, Call.UNREAD, null, 4L),
                step(40_080, 40_081, Call.CLOSE, null, 0L)),
            null,
            null);
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(
                new Finding(
                    Kind.RESET_TRANSLATED_OR_DROPPED,
                    true,
                    "Something in between keeps the reset to itself.",
                    List.of(
                        "the responder closed with 4 bytes unread",
                        "the initiator saw a FIN and no RST")),
                new Finding(
                    Kind.ADDRESS_TRANSLATED, false, "A NAT or a proxy lies between.", List.of())),
            List.of(
                new Repeat(
                    Verdict.CLEAN_EOF,
                    null,
                    Delivery.WHOLE,
                    List.of(Kind.RESET_TRANSLATED_OR_DROPPED, Kind.LOSSY),
                    null,
                    null),
                new Repeat(
                    Verdict.INCONCLUSIVE,
                    Reason.BYTES_NEVER_ARRIVED,
                    Delivery.UNKNOWN,
                    List.of(),
                    536,
                    null)));
    Comparison comparison =
        new Comparison(
            Compare.DIRECT,
            id(40),
            "10.2.0.1:8007",
            Verdict.RESET,
            Reason.NO_ADDRESS_OF_FAMILY,
            Delivery.TRUNCATED,
            true,
            true);
    return made(
        4,
        draft,
        Origin.REQUEST,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.CLEAN_EOF, null, Delivery.WHOLE, true),
        null,
        new Ends.TwoHosts(
            initiator,
            responder,
            new PathFacts(
                responder("10.3.0.1:50000", "posix", EvidenceLevel.KERNEL), 180L, diagnosis)),
        comparison,
        new ResolvedName("10.2.0.1", List.of("10.2.0.1", "fd00::b")));
  }

  private static Experiment noReport() {
    SpecDraft draft =
        draft(
            """
            {'bytesSent': 5, 'bytesRead': 7, 'replyBytes': 7, 'closer': 'INITIATOR',
             'initiatorHalfCloses': true, 'observerReads': 'BLOCKED', 'targetHost': 'fd00::b'}
            """);
    EndRecord initiator =
        new EndRecord(
            "[fd00::a]:41234",
            7,
            5,
            0L,
            null,
            null,
            null,
            null,
            Phase.DRAIN,
            List.of(step(18, 240, Call.CONNECT, null, 0L), step(250, 256, Call.SEND, 5L, 5L)),
            null,
            null);
    return made(
        5,
        draft,
        Origin.PROBE,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.INCONCLUSIVE, Reason.REPORT_UNAVAILABLE, Delivery.UNKNOWN, true),
        "no report by the deadline",
        new Ends.TwoHosts(initiator, null, new PathFacts(responder(null, null, null), null, null)),
        null,
        null);
  }

  private static Experiment http() {
    ServerReport server =
        new ServerReport(
            StopReason.WRITE_FAILED,
            3,
            187,
            21,
            "HTTP/1.1 413 Content Too Large",
            null,
            "HTTP/1.1 413 Content Too Large\r\nSet-Cookie: id=12345678\r\n",
            null,
            new HttpReply(
                413,
                true,
                HttpReply.Framing.CONTENT_LENGTH,
                42,
                "nginx/1.26.3",
                false,
                List.of(100, 103)),
            0,
            List.of(new Replied(413, true, 42, Delivery.WHOLE)),
            0,
            1,
            false,
            true,
            null,
            1_048_800,
            524_288,
            65_536L,
            true,
            "EPIPE",
            "ECONNRESET",
            Set.of(ServerTeardown.ABORT),
            null,
            List.of(),
            null,
            new Clients(
                new Client(Gets.WHOLE, 187, 413, null, false),
                new Client(Gets.TRUNCATED, 100, null, "ECONNRESET", true),
                null),
            List.of(
                new Advice(
                    ServerReport.Side.SERVER, "nginx", "set lingering_close always", "nginx.org"),
                new Advice(ServerReport.Side.CLIENT, null, "read on", "RFC 9112 9.6")));
    EndRecord initiator =
        end(
            "10.1.0.1:41236",
            190,
            524_288,
            List.of(
                step(18, 5_033, Call.CONNECT, null, 0L),
                new Step(5_040, 9_041, Call.SEND, 1_048_800L, 524_288L, null, 8),
                failed(9_050, 9_051, Call.SEND, "EPIPE")),
            evidence(false, true, TcpState.CLOSE, "EPIPE", null));
    return made(
        6,
        draft(SERVER),
        Origin.REQUEST,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.EOF_THEN_RESET, null, Delivery.UNKNOWN, true),
        null,
        new Ends.OneSide(initiator, server),
        null,
        new ResolvedName("203.0.113.7", List.of("203.0.113.7")));
  }

  private static Experiment silent() {
    SpecDraft draft =
        draft(
            """
            {'peer': 'SERVER', 'targetHost': '203.0.113.7', 'targetPort': 25,
             'request': {'text': 'EHLO a\\r\\nCookie: id=12345678\\r\\n'}, 'closer': 'INITIATOR',
             'bytesRead': 3, 'lingerSeconds': 0}
            """);
    ServerReport server =
        new ServerReport(
            StopReason.BOTH_BLOCKED_WRITING,
            0,
            0,
            0,
            null,
            null,
            null,
            null,
            null,
            0,
            List.of(),
            0,
            0,
            false,
            false,
            null,
            8,
            8,
            null,
            false,
            null,
            null,
            Set.of(ServerTeardown.KEEPS_OPEN),
            null,
            List.of(),
            null,
            new Clients(
                new Client(Gets.NOTHING, 0, null, null, false),
                new Client(Gets.UNKNOWN, 0, null, null, true),
                null),
            List.of());
    return made(
        7,
        draft,
        Origin.MONITOR,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.KEPT_OPEN, Reason.BOTH_BLOCKED_WRITING, Delivery.NONE_SENT, true),
        null,
        new Ends.OneSide(
            end(
                "10.1.0.1:41237",
                0,
                8,
                List.of(step(18, 5_033, Call.CONNECT, null, 0L)),
                evidence(false, false, TcpState.ESTABLISHED, null, TimeWait.ABSENT)),
            server),
        null,
        null);
  }

  private static Experiment replies() {
    SpecDraft draft =
        draft(
            """
            {'targetHost': '203.0.113.7', 'targetPort': 80, 'diagnose': true,
             'server': {'request': {'text': 'GET / HTTP/1.1\\r\\n\\r\\nGET / HTTP/1.1\\r\\n\\r\\n'}}}
            """);
    ServerReport server =
        new ServerReport(
            StopReason.END_OF_INPUT,
            0,
            112,
            0,
            "HTTP/1.1 200 OK",
            null,
            "HTTP/1.1 200 OK",
            null,
            new HttpReply(500, false, HttpReply.Framing.CONTENT_LENGTH, 5, null, true, List.of()),
            2,
            List.of(
                new Replied(200, true, 3, Delivery.WHOLE),
                new Replied(500, false, 5, Delivery.TRUNCATED)),
            7,
            0,
            true,
            false,
            false,
            36,
            36,
            36L,
            false,
            "EPIPE",
            null,
            TeardownSign.RESET_AFTER_MORE.teardowns(),
            TeardownSign.RESET_AFTER_MORE,
            List.of(),
            null,
            new Clients(
                new Client(Gets.TRUNCATED, 112, 500, null, false),
                new Client(Gets.NOTHING, 0, null, "EPIPE", true),
                new Client(Gets.RACE, 112, 500, "EPIPE", true)),
            List.of());
    return made(
        9,
        draft,
        Origin.REQUEST,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.EOF_THEN_RESET, null, Delivery.TRUNCATED, true),
        null,
        new Ends.OneSide(
            end(
                "10.1.0.1:41238",
                112,
                36,
                List.of(step(18, 5_033, Call.CONNECT, null, 0L)),
                evidence(true, true, TcpState.CLOSE, "EPIPE", null)),
            server),
        null,
        null);
  }

  private static Experiment turns() {
    SpecDraft draft =
        draft(
            """
            {'targetHost': '203.0.113.7', 'targetPort': 25,
             'server': {'turns': [
               {'hear': {'line': true, 'withinMillis': 3000}},
               {'say': {'text': 'AUTH PLAIN hush\\r\\n'}},
               {'hear': {'match': '(?m)^235 '}},
               {'pauseMillis': 9}]},
             'expect': {'replyMatches': '^220 ', 'replyBytes': {'min': 1, 'max': 99}, 'turnsMet': true}}
            """);
    ServerReport server =
        new ServerReport(
            StopReason.END_OF_INPUT,
            11,
            9,
            0,
            "220 hello",
            "535 no",
            "220 hello\n535 no",
            true,
            null,
            0,
            List.of(),
            0,
            0,
            false,
            false,
            null,
            17,
            17,
            0L,
            false,
            null,
            null,
            Set.of(),
            null,
            List.of(
                new TurnTaken(0, Ended.MET, 0, 0L, 0L, 0L, 0L, 11, "220 hello", 120, 5_000),
                new TurnTaken(1, Ended.DONE, 17, 0L, 17L, 0L, 0L, 0, null, 5_130, 12),
                new TurnTaken(2, Ended.END, 0, 0L, 0L, null, null, 9, "535 no", 5_150, 800)),
            null,
            new Clients(
                new Client(Gets.UNKNOWN, 9, null, null, false),
                new Client(Gets.UNKNOWN, 9, null, null, true),
                new Client(Gets.UNKNOWN, 9, null, null, true)),
            List.of());
    return made(
        10,
        draft,
        Origin.REQUEST,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.CLEAN_EOF, null, Delivery.UNKNOWN, true),
        null,
        new Ends.OneSide(
            end(
                "10.1.0.1:41239",
                20,
                17,
                List.of(step(18, 5_033, Call.CONNECT, null, 0L)),
                evidence(true, false, TcpState.CLOSE_WAIT, null, null)),
            server),
        null,
        null);
  }

  private static Experiment tls() {
    SpecDraft draft =
        draft(
            """
            {'targetHost': 'shop.example', 'targetPort': 443,
             'server': {'request': {'http': {'path': '/'}},
                        'tls': {'serverName': 'www.shop.example', 'alpn': ['http/1.1'],
                                'versions': ['TLS_1_3'], 'verify': false, 'closeNotify': 'SEND'}},
             'expect': {'tlsEndings': ['CLOSE_NOTIFY'], 'certificateDaysLeftAtLeast': 14}}
            """);
    ServerReport server =
        new ServerReport(
            StopReason.END_OF_INPUT,
            0,
            38,
            0,
            "HTTP/1.1 200 OK",
            null,
            "HTTP/1.1 200 OK\r\n",
            null,
            new HttpReply(
                200, true, HttpReply.Framing.CONTENT_LENGTH, 2, "nginx", false, List.of()),
            1,
            List.of(new Replied(200, true, 2, Delivery.WHOLE)),
            0,
            1,
            false,
            false,
            null,
            52,
            52,
            52L,
            false,
            null,
            null,
            Set.of(ServerTeardown.PLAIN_CLOSE),
            null,
            List.of(),
            new TlsSeen(
                TlsVersion.TLS_1_3,
                "TLS_AES_128_GCM_SHA256",
                "http/1.1",
                new TlsSeen.Certificate(
                    "CN=shop.example",
                    "CN=An Authority",
                    List.of("shop.example", "www.shop.example"),
                    STARTED.plusSeconds(864_000),
                    STARTED.plusSeconds(432_000),
                    false,
                    "unable to find valid certification path to requested target"),
                5_100,
                9_200L,
                "internal_error",
                "(internal_error) Received fatal alert: internal_error",
                19_500L,
                TlsEnding.CLOSE_NOTIFY),
            new Clients(
                new Client(Gets.WHOLE, 38, 200, null, false),
                new Client(Gets.WHOLE, 38, 200, null, true),
                new Client(Gets.WHOLE, 38, 200, null, true)),
            List.of());
    return made(
        11,
        draft,
        Origin.REQUEST,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.CLEAN_EOF, null, Delivery.WHOLE, true),
        null,
        new Ends.OneSide(
            end(
                "10.1.0.1:41240",
                38,
                52,
                List.of(step(18, 5_033, Call.CONNECT, null, 0L)),
                evidence(true, false, TcpState.CLOSE_WAIT, null, null)),
            server),
        null,
        null);
  }

  private static Experiment refused() {
    SpecDraft draft =
        draft(
            """
            {'peer': 'SERVER', 'targetHost': '203.0.113.7', 'targetPort': 25, 'bytesSent': 0}
            """);
    return made(
        8,
        draft,
        Origin.PROBE,
        EvidenceLevel.KERNEL,
        new Judgement(Verdict.REFUSED, null, Delivery.UNKNOWN, false),
        null,
        new Ends.OneSide(
            end(
                null,
                0,
                0,
                List.of(
                    step(0, 3, Call.SOCKET, null, 3L), failed(4, 21, Call.CONNECT, "ECONNREFUSED")),
                null),
            null),
        null,
        null);
  }

  private static RespondingInstance responder(
      @Nullable String initiatorSeenAs, @Nullable String stack, @Nullable EvidenceLevel level) {
    return new RespondingInstance(
        id(11),
        "probe-b",
        "0.1.0",
        8107,
        initiatorSeenAs,
        stack,
        level,
        stack == null ? null : RESPONDERS_ENVIRONMENT);
  }

  private static EndRecord end(
      @Nullable String address,
      long bytesRead,
      long bytesAccepted,
      List<Step> steps,
      @Nullable Evidence evidence) {
    return new EndRecord(
        address,
        bytesRead,
        bytesAccepted,
        null,
        null,
        null,
        null,
        null,
        null,
        steps,
        evidence,
        null);
  }

  private static Evidence evidence(
      boolean endOfStream,
      @Nullable Boolean reset,
      TcpState state,
      @Nullable String socketError,
      @Nullable TimeWait timeWait) {
    return new Evidence(
        endOfStream, endOfStream, reset, false, "EHOSTUNREACH", state, socketError, timeWait);
  }

  private static Step step(
      long at, long until, Call call, @Nullable Long bytes, @Nullable Long result) {
    return new Step(at, until, call, bytes, result, null, 1);
  }

  private static Step failed(long at, long until, Call call, String errno) {
    return new Step(at, until, call, null, null, errno, 1);
  }

  /** The one place that makes them, but for the first. */
  private static Experiment made(
      int number,
      SpecDraft draft,
      Origin origin,
      EvidenceLevel level,
      Judgement judgement,
      @Nullable String detail,
      Ends ends,
      @Nullable Comparison comparison,
      @Nullable ResolvedName named) {
    Spec spec = draft.toSpec();
    Prediction prediction = Oracle.predict(spec);
    Boolean asPredicted =
        (judgement.verdict().judged() && ends.server().isEmpty())
            ? Boolean.valueOf(prediction.allows(judgement.verdict(), judgement.delivery(), level))
            : null;
    Outcome outcome =
        Outcomes.of(spec)
            .environment(ends instanceof Ends.TwoHosts ? Outcomes.ENVIRONMENT : null)
            .label(draft.get(SpecFields.LABEL))
            .expect(draft.expect())
            .origin(origin)
            .startedAt(STARTED.plusSeconds(number))
            .took(100_000L * number + 187, 12L * number)
            .by(level == EvidenceLevel.KERNEL ? "posix" : "jdk", level)
            .detail(detail)
            .judged(judgement)
            .predicted(prediction.verdicts(), prediction.deliveries(), asPredicted)
            .ends(ends)
            .named(named)
            .outcome();
    return new Experiment(id(number), outcome, comparison, null);
  }
}
