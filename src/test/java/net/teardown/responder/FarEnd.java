package net.teardown.responder;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Closer;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.script.Buffers;
import net.teardown.script.EndSignals;
import net.teardown.script.RunContext;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.socket.TcpStack;
import tools.jackson.databind.json.JsonMapper;

/** A responder on a port of its own, and initiators that run against it over real sockets. */
final class FarEnd implements AutoCloseable {

  /** The records of both ends of one run. */
  record BothEnds(EndRecord initiator, Report report) {

    /** The observer's evidence, whichever end that was. */
    Evidence evidence() {
      Evidence here = initiator.evidence();
      return Objects.requireNonNull(here != null ? here : report.end().evidence());
    }
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TcpStack STACK = TcpStack.forThisPlatform();

  final UUID instance = UUID.randomUUID();
  final Responder responder;
  final List<SessionEnded.Result> ended = new CopyOnWriteArrayList<>();
  private final List<Integer> strangers = new CopyOnWriteArrayList<>();

  private FarEnd(ResponderProperties properties, TcpStack stack) {
    responder =
        new Responder(
            properties,
            instance,
            "probe-b",
            "1.2.3",
            stack,
            event -> {
              switch (event) {
                case SessionEnded session -> ended.add(session.result());
                case StrangersTurnedAway turnedAway -> strangers.add(turnedAway.count());
                default -> throw new AssertionError(event);
              }
            });
  }

  static FarEnd start() {
    return start("127.0.0.1", 64, 64, Duration.ofSeconds(5));
  }

  static FarEnd start(String address, int sessions, int waiting, Duration ticketTimeout) {
    return new FarEnd(
        new ResponderProperties(
            true, 0, InetAddress.ofLiteral(address), sessions, waiting, ticketTimeout),
        STACK);
  }

  /** A responder on all addresses, on the stack that every platform has. */
  static FarEnd portable() {
    return new FarEnd(
        new ResponderProperties(
            true, 0, InetAddress.ofLiteral("::"), 64, 64, Duration.ofMillis(400)),
        TcpStack.portable());
  }

  /** A draft from the fields of a JSON object, with single quotes and without braces. */
  static SpecDraft draft(String fields) {
    return SpecDraft.read(
        JSON.readValue(
            "{'targetHost':'127.0.0.1',%s}".formatted(fields).replace('\'', '"'), Object.class));
  }

  int port() {
    return Objects.requireNonNull(responder.dataPort());
  }

  int strangers() {
    return strangers.stream().mapToInt(Integer::intValue).sum();
  }

  Session arm(String fields) {
    return arm(fields, 5_000);
  }

  Session arm(String fields, int remainingMillis) {
    return responder.arm(
        new ArmRequest(ResponderControl.PROTOCOL, draft(fields), remainingMillis, "probe-a"),
        System.nanoTime());
  }

  Report report(Session session, int waitMillis) {
    return responder.report(session.id(), waitMillis, System.nanoTime());
  }

  static byte[] ticket(Session session) {
    return HexFormat.of().parseHex(session.ticket());
  }

  /** Arms a session and performs the initiator's half of it. */
  BothEnds play(String fields) throws InterruptedException {
    return play(fields, "127.0.0.1");
  }

  BothEnds play(String fields, String address) throws InterruptedException {
    return play(fields, address, arm(fields));
  }

  BothEnds play(String fields, String address, Session session) throws InterruptedException {
    Spec spec = draft(fields).toSpec();
    EndSignals signals = new EndSignals();
    long origin = System.nanoTime();
    ScriptRunner runner =
        ScriptRunner.initiator(
            Script.initiator(spec),
            new RunContext(
                STACK, new Buffers(64 * 1024), signals, origin, origin + spec.timeout().toNanos()),
            new InetSocketAddress(InetAddress.ofLiteral(address), session.dataPort()),
            ticket(session));
    Thread initiator = Thread.ofPlatform().start(runner::play);
    if (spec.closer() == Closer.RESPONDER) {
      Report report = report(session, 5_000);
      signals.closerHasClosed(false);
      initiator.join();
      return new BothEnds(runner.record(), report);
    }
    initiator.join();
    EndRecord record = runner.record();
    responder.closed(session.id(), new InitiatorClosed(Objects.requireNonNull(record.address())));
    return new BothEnds(record, report(session, 5_000));
  }

  @Override
  public void close() {
    responder.destroy();
  }
}
