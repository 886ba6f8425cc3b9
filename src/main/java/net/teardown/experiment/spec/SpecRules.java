package net.teardown.experiment.spec;

import static net.teardown.experiment.spec.SpecFields.*;

import inet.ipaddr.IPAddress.IPVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.teardown.experiment.terms.Closer;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Checks a draft against the rules of each field and of fields together. Violations come in the
 * order of {@link SpecFields}, at most one per field.
 */
final class SpecRules {

  private static final int LEAST_TO_DIAGNOSE_MILLIS = 4_000;

  /** How much time a silence leaves at least: for the connection, the closes and the report. */
  private static final int LEAST_BESIDE_IDLE_MILLIS = 500;

  private static final String SERVER_CLOSES =
      "needs 'closer': \"INITIATOR\" with 'server': the server closes as it likes";

  private final SpecDraft draft;
  private final PeerKind kind;
  private final Map<Integer, Violation> violations = new TreeMap<>();

  private SpecRules(SpecDraft draft) {
    this.draft = draft;
    this.kind = draft.kind();
  }

  static Spec spec(SpecDraft draft) {
    SpecRules rules = new SpecRules(draft);
    rules.check();
    if (!rules.violations.isEmpty()) {
      throw new InvalidSpec(List.copyOf(rules.violations.values()));
    }
    return SpecForm.spec(draft);
  }

  private void check() {
    checkKind();
    checkBesidePhysics();
    Runnable ofItsKind =
        switch (kind) {
          case LOOPBACK -> this::checkBothEnds;
          case RESPONDER -> this::checkResponder;
          case SERVER -> this::checkServer;
        };
    ofItsKind.run();
    checkClose();
    checkLongTimes();
    SpecFields.ALL.forEach(this::checkAlone);
  }

  /** Refuses long times where the deadline comes before them: it alone is looked at for a limit. */
  private void checkLongTimes() {
    for (SpecField<Integer> field :
        List.of(DRAIN_MILLIS, PAUSE_MILLIS, SILENCE_MILLIS, SETTLE_MILLIS)) {
      refuse(isTooLong(draft.value(field)), field, this::tooLong);
    }
  }

  private boolean isTooLong(int millis) {
    return millis > Math.max(MAX_AWAITED_MILLIS, draft.value(TIMEOUT_MILLIS));
  }

  private String tooLong() {
    return "must be 0 to %d, or with a longer 'timeoutMillis' at most as long as that (%d)"
        .formatted(MAX_AWAITED_MILLIS, draft.value(TIMEOUT_MILLIS));
  }

  /** Checks a value against its field's own row. */
  private <T> void checkAlone(SpecField<T> field) {
    T value = draft.get(field);
    if (value == null) {
      return;
    }
    String broken = field.type().broken(value);
    refuse(broken != null, field, () -> String.valueOf(broken));
    String misfit = field.misfit(kind);
    refuse(misfit != null && !value.equals(field.fallback()), field, () -> String.valueOf(misfit));
  }

  private void checkKind() {
    PeerKind said = draft.get(PEER);
    if (said == null || said == kind) {
      return;
    }
    refuse(
        true,
        !said.isElsewhere() && kind.isOurs() ? TARGET_HOST : SERVER,
        switch (said) {
          case LOOPBACK -> "must be absent with 'peer': \"LOOPBACK\", where both ends are here";
          case RESPONDER -> "must be absent with 'peer': \"RESPONDER\", another Teardown";
          case SERVER ->
              "is required with 'peer': \"SERVER\": what to say to it, {} for 'bytesSent' of"
                  + " filler";
        });
  }

  private void checkBesidePhysics() {
    String label = draft.get(LABEL);
    refuse(
        label != null && !validLabel(label),
        LABEL,
        "must be 1 to 64 characters, not blank and without control characters");
    Expect expect = draft.expect();
    refuse(
        expect != null && expect.saysNothing(),
        EXPECT,
        "must say at least one of 'verdicts', 'deliveries', 'httpStatus', 'replyMatches',"
            + " 'replyBytes', 'turnsMet', 'tlsEndings', 'certificateDaysLeftAtLeast'");
    Integer least = draft.get(LEAST_REPLY_BYTES);
    Integer most = draft.get(MOST_REPLY_BYTES);
    refuse(
        least != null && most != null && least > most,
        LEAST_REPLY_BYTES,
        "must not be above 'max'");
    refuse(
        draft.says(TURNS_MET) && !draft.says(TURNS),
        TURNS_MET,
        "needs 'server.turns': without them nothing could meet it");
    boolean toServer = draft.says(TLS) || startsTls();
    refuse(
        !draft.value(TLS_ENDINGS).isEmpty() && !toServer && !draft.says(OWN_TLS),
        TLS_ENDINGS,
        "needs 'tls', 'server.tls' or a turn 'startTls': without TLS nothing could meet it");
    refuse(
        draft.says(CERTIFICATE_DAYS_LEFT) && !toServer,
        CERTIFICATE_DAYS_LEFT,
        "needs 'server.tls' or a turn 'startTls': without a server's TLS nothing could meet it");
    refuse(
        draft.says(REPLY_MATCHES) && !draft.says(SERVER),
        REPLY_MATCHES,
        "needs 'server': only of a server's reply something is kept");
  }

  /** Checks the fields of a run in which a Teardown performs the script at both ends. */
  private void checkBothEnds() {
    refuse(
        !draft.says(BYTES_SENT),
        BYTES_SENT,
        "is required: how many bytes the initiator sends, for example 5");
    checkBytesRead();
    refuse(
        draft.value(DIAGNOSE) && draft.value(TIMEOUT_MILLIS) < LEAST_TO_DIAGNOSE_MILLIS,
        TIMEOUT_MILLIS,
        () ->
            "must be %d or more with 'diagnose', which keeps %d of them for its probe"
                .formatted(LEAST_TO_DIAGNOSE_MILLIS, Spec.KEPT_TO_PROBE.toMillis()));
    checkIdle();
    if (draft.says(OWN_TLS)) {
      OwnTls.check(draft, this::refuse);
    }
  }

  private void checkIdle() {
    int idle = draft.value(IDLE_MILLIS);
    int timeout = draft.value(TIMEOUT_MILLIS);
    boolean diagnoses = draft.value(DIAGNOSE);
    int rest = diagnoses ? LEAST_TO_DIAGNOSE_MILLIS : LEAST_BESIDE_IDLE_MILLIS;
    refuse(
        idle > 0 && (long) idle + rest > timeout,
        IDLE_MILLIS,
        () ->
            "must leave %d or more of 'timeoutMillis' (%d) for the rest%s"
                .formatted(rest, timeout, diagnoses ? ", the probe of 'diagnose' included" : ""));
    refuse(
        idle > 0 && draft.value(INITIATOR_HALF_CLOSES) && draft.value(CLOSER) == Closer.RESPONDER,
        IDLE_MILLIS,
        "must be 0 with 'initiatorHalfCloses': the observer has half-closed and can't send the"
            + " byte that ends the silence");
  }

  private void checkResponder() {
    checkBothEnds();
    refuse(
        !draft.says(TARGET_HOST),
        TARGET_HOST,
        "is required with 'peer': \"RESPONDER\": the host of the other Teardown");
    String host = host();
    checkRoute(host);
    if (host == null) {
      return;
    }
    String url = draft.get(RESPONDER_URL);
    if (url == null) {
      refuse(
          Target.controlOf(host).getHost() == null,
          RESPONDER_URL,
          () ->
              "is required with targetHost '%s', which no URL can name: such as http://10.1.2.3:8080"
                  .formatted(host));
      return;
    }
    refuse(
        !Target.leadsToAnInstance(Target.uri(url)),
        RESPONDER_URL,
        "must be http or https, a host and perhaps a port and a path, such as"
            + " http://probe-b:8080, without user, query or fragment");
  }

  /** The host as it may be looked up; null if there is no valid one. */
  private @Nullable String host() {
    String host = draft.get(TARGET_HOST);
    if (host == null) {
      return null;
    }
    String plain = HostAndPort.withoutBrackets(host);
    boolean valid = Target.isHost(plain);
    refuse(
        !valid,
        TARGET_HOST,
        () ->
            Target.whyNoHost(host)
                + (draft.says(SERVER)
                    ? ""
                    : "; if it is a server that isn't Teardown, say so: \"server\": {}"));
    return valid ? HostAndPort.shortest(plain) : null;
  }

  /**
   * Checks that the source and the family fit each other, and a target that is given by address.
   *
   * @param host the target's valid host; null if there is none
   */
  private void checkRoute(@Nullable String host) {
    String said = draft.get(SOURCE_ADDRESS);
    String wrong = said == null ? null : Route.whyNoSource(said);
    refuse(wrong != null, SOURCE_ADDRESS, () -> String.valueOf(wrong));
    String source = Route.source(said);
    IPVersion version = source == null ? null : Route.version(source);
    AddressFamily family = draft.value(ADDRESS_FAMILY);
    refuse(
        version != null && !family.allows(version),
        SOURCE_ADDRESS,
        () -> "must be of the family that 'addressFamily': \"%s\" allows".formatted(family));
    IPVersion target = host == null ? null : Route.version(host);
    if (target == null) {
      return;
    }
    refuse(
        version != null && version != target,
        SOURCE_ADDRESS,
        () -> "must be an %s address, as targetHost '%s' is one".formatted(target, host));
    refuse(
        !family.allows(target),
        ADDRESS_FAMILY,
        () ->
            "must allow targetHost '%s', an %s address, or be left out: it chooses among the"
                    .formatted(host, target)
                + " addresses of a name");
  }

  private void checkServer() {
    refuse(
        !draft.says(TARGET_HOST), TARGET_HOST, "is required with 'server': the host of the server");
    refuse(
        !draft.says(TARGET_PORT),
        TARGET_PORT,
        "is required with 'server': where the server listens");
    checkRoute(host());
    List<SpecField<?>> said =
        Stream.<SpecField<?>>of(BYTES_SENT, REQUEST, TURNS).filter(draft::says).toList();
    refuse(
        said.size() != 1,
        said.isEmpty() ? BYTES_SENT : said.getLast(),
        "is one of three: 'bytesSent' of filler, 0 too, a 'server.request', or 'server.turns'");
    if (draft.says(REQUEST)) {
      new RequestRules(draft, this::refuse).check();
    }
    checkTurns();
    checkTls();
    refuse(
        draft.value(PAUSE_MILLIS) > 0 && !draft.says(CHUNK_BYTES),
        PAUSE_MILLIS,
        "needs 'chunkBytes': how much to send between two pauses");
    if (draft.value(CLOSER) == Closer.INITIATOR) {
      return;
    }
    refuse(notZero(draft.get(BYTES_READ)), BYTES_READ, SERVER_CLOSES);
    refuse(draft.value(SHUTDOWN_BEFORE_CLOSE), SHUTDOWN_BEFORE_CLOSE, SERVER_CLOSES);
    refuse(draft.says(LINGER_SECONDS), LINGER_SECONDS, SERVER_CLOSES);
  }

  /** Checks the turns together with other fields; by themselves they were checked when read. */
  private void checkTurns() {
    List<Turn> turns = draft.get(TURNS);
    if (turns == null) {
      return;
    }
    int timeout = draft.value(TIMEOUT_MILLIS);
    long pauses = 0;
    for (int i = 0; i < turns.size(); i++) {
      String place = TURNS.pointer() + "/" + i;
      switch (turns.get(i)) {
        case Turn.Pause(int millis) -> {
          pauses += millis;
          refuse(
              pauses >= timeout,
              TURNS,
              place + "/pauseMillis",
              "must leave time for the rest: all pauses so far take %d of 'timeoutMillis' (%d)"
                  .formatted(pauses, timeout));
        }
        case Turn.Say(Request.Withheld _, int _, boolean _, boolean _) ->
            refuse(true, TURNS, place + "/say", "is a secret that wasn't kept: say it again");
        case Turn.HalfClose _ -> {
          String twice = "must be false, as a turn half-closes: one end does so once";
          refuse(draft.value(INITIATOR_HALF_CLOSES), INITIATOR_HALF_CLOSES, twice);
          refuse(draft.value(SHUTDOWN_BEFORE_CLOSE), SHUTDOWN_BEFORE_CLOSE, twice);
        }
        case Turn.StartTls _ ->
            refuse(
                draft.says(TLS),
                TURNS,
                place + "/startTls",
                "must be left out with 'server.tls', which speaks TLS from the start");
        case Turn.Hear(Heard _, Integer within) ->
            refuse(
                within != null && isTooLong(within),
                TURNS,
                place + "/hear/withinMillis",
                tooLong());
        case Turn.Say _ -> {
          // Nothing else has a say in it.
        }
      }
    }
  }

  private void checkTls() {
    if (draft.says(TLS)) {
      TlsTerms.check(draft, this::refuse);
    }
    refuse(
        (draft.says(TLS) || startsTls()) && notZero(draft.get(BYTES_READ)),
        BYTES_READ,
        "must be left out with TLS, which is read record by record");
  }

  private boolean startsTls() {
    return Objects.requireNonNullElse(draft.get(TURNS), List.<Turn>of()).stream()
        .anyMatch(Turn.StartTls.class::isInstance);
  }

  private void checkBytesRead() {
    SpecField<Integer> incoming = SpecForm.incoming(draft);
    Integer read = draft.get(BYTES_READ);
    Integer sent = draft.get(incoming);
    int comes = sent == null ? 0 : sent;
    refuse(read != null && read < 0, BYTES_READ, "must not be negative");
    refuse(
        read != null && read > comes && comes >= 0 && (sent != null || incoming == REPLY_BYTES),
        BYTES_READ,
        () ->
            "must not be more than '"
                + incoming.name()
                + "' ("
                + comes
                + "), which is all that the closer is sent");
  }

  private void checkClose() {
    boolean halfCloses = draft.value(INITIATOR_HALF_CLOSES);
    boolean shutdown = draft.value(SHUTDOWN_BEFORE_CLOSE);
    boolean drains = draft.value(DRAIN_BEFORE_CLOSE);
    boolean sendsOn = draft.value(BYTES_SENT_AFTER_CLOSE) > 0;
    Closer closer = draft.value(CLOSER);
    refuse(
        drains && !shutdown,
        DRAIN_BEFORE_CLOSE,
        "needs 'shutdownBeforeClose': true, because the other end only answers a half-close with"
            + " its own end");
    refuse(
        drains && sendsOn,
        BYTES_SENT_AFTER_CLOSE,
        "must be 0 with 'drainBeforeClose': the observer has half-closed by then");
    refuse(
        halfCloses && closer == Closer.RESPONDER && sendsOn,
        BYTES_SENT_AFTER_CLOSE,
        "must be 0 with 'initiatorHalfCloses': the observer has half-closed and its own EPIPE would"
            + " look like a reset");
    refuse(
        halfCloses && closer == Closer.INITIATOR && shutdown,
        INITIATOR_HALF_CLOSES,
        "must be false with 'closer': \"INITIATOR\" and 'shutdownBeforeClose': one end half-closes"
            + " once");
    Integer linger = draft.get(LINGER_SECONDS);
    int timeout = draft.value(TIMEOUT_MILLIS);
    refuse(
        linger != null && linger > 0 && linger <= 3600 && linger * 1000L >= timeout,
        LINGER_SECONDS,
        () ->
            "must be less than 'timeoutMillis' ("
                + timeout
                + " ms), because close(2) itself may wait that long");
  }

  private static boolean notZero(@Nullable Integer number) {
    return number != null && number != 0;
  }

  /**
   * Whether a label may be used. Control characters would reach terminals, and not every database
   * can store NUL or half a surrogate pair.
   */
  private static boolean validLabel(String label) {
    return !label.isBlank()
        && label.length() <= 64
        && label
            .codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private void refuse(boolean broken, SpecField<?> field, String message) {
    refuse(broken, field, () -> message);
  }

  private void refuse(boolean broken, SpecField<?> field, String place, String message) {
    if (broken) {
      violations.computeIfAbsent(field.index(), _ -> new Violation(place, message));
    }
  }

  /**
   * @param message called only if the rule is broken; formatting a message takes longer than all
   *     checks, and a campaign makes thousands of specs
   */
  private void refuse(boolean broken, SpecField<?> field, Supplier<String> message) {
    if (broken) {
      violations.computeIfAbsent(field.index(), _ -> new Violation(field.pointer(), message.get()));
    }
  }
}
