package net.teardown.experiment.spec;

import static net.teardown.experiment.spec.SpecFields.*;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/** Converts between drafts and specs. */
final class SpecForm {

  private final SpecDraft.Builder draft = new SpecDraft.Builder();

  private SpecForm() {}

  /**
   * The draft of this spec, with every field that has a meaning for its kind of other end, defaults
   * too.
   */
  static SpecDraft draft(Spec spec) {
    SpecForm written = new SpecForm();
    written.closer(spec);
    written.say(PEER, spec.peer());
    written.say(TIMEOUT_MILLIS, spec.timeoutMillis());
    switch (spec.otherEnd()) {
      case OtherEnd.SameHost _ -> {
        written.exchange(spec);
        written.place(null);
        written.say(DIAGNOSE, false);
      }
      case OtherEnd.Responder(Target target, boolean diagnose) -> {
        written.exchange(spec);
        written.place(target);
        written.say(DIAGNOSE, diagnose);
      }
      case OtherEnd.Server(Target target, ServerDialogue dialogue, boolean diagnose) -> {
        written.place(target);
        written.say(DIAGNOSE, diagnose);
        written.dialogue(dialogue);
      }
    }
    written.say(COMPARE, null);
    written.say(LABEL, null);
    return written.draft.built();
  }

  private void exchange(Spec spec) {
    Exchange exchange = spec.exchange();
    say(BYTES_SENT, exchange.bytesSent());
    say(REPLY_BYTES, exchange.replyBytes());
    say(BYTES_SENT_AFTER_CLOSE, exchange.bytesSentAfterClose());
    say(OBSERVER_READS, exchange.observerReads());
    say(IDLE_MILLIS, exchange.idleMillis());
    if (exchange.tls() != null) {
      say(OWN_TLS_VERSIONS, exchange.tls().versions());
      say(OWN_CLOSE_NOTIFY, exchange.tls().closeNotify());
    }
  }

  /** Writes the fields of the close. How a third-party server closes can't be asked for. */
  private void closer(Spec spec) {
    Close close = spec.close();
    say(CLOSER, close.closer());
    say(INITIATOR_HALF_CLOSES, spec.exchange().initiatorHalfCloses());
    say(LINGER_SECONDS, close.lingerSeconds());
    if (close.closer() == Closer.INITIATOR || spec.peer().isOurs()) {
      say(BYTES_READ, close.bytesRead());
      say(SHUTDOWN_BEFORE_CLOSE, close.shutdownBeforeClose());
      say(DRAIN_BEFORE_CLOSE, close.drainBeforeClose());
      say(DRAIN_MILLIS, close.drainMillis());
    }
  }

  private void place(@Nullable Target target) {
    say(TARGET_HOST, target == null ? null : target.host());
    say(TARGET_PORT, target == null ? null : target.port());
    say(
        RESPONDER_URL,
        target == null || target.responderUrl() == null ? null : target.responderUrl().toString());
    if (target != null) {
      say(SOURCE_ADDRESS, target.route().source());
      say(ADDRESS_FAMILY, target.route().family());
    }
  }

  private void dialogue(ServerDialogue dialogue) {
    request(dialogue.request());
    say(WRITING, dialogue.writing());
    say(PAUSE_MILLIS, dialogue.pauseMillis());
    if (dialogue.chunkBytes() != null) {
      say(CHUNK_BYTES, dialogue.chunkBytes());
    }
    say(SILENCE_MILLIS, dialogue.silenceMillis());
    say(SETTLE_MILLIS, dialogue.settleMillis());
    if (dialogue.tls() != null) {
      tls(dialogue.tls());
    }
  }

  private void tls(TlsTerms terms) {
    say(SERVER_NAME, terms.serverName());
    say(ALPN, terms.alpn());
    say(TLS_VERSIONS, terms.versions());
    say(VERIFY, terms.verify());
    say(CLOSE_NOTIFY, terms.closeNotify());
  }

  /** How TLS is spoken, as JSON and YAML write it in a turn. */
  static Map<String, Object> written(TlsTerms terms) {
    SpecForm written = new SpecForm();
    written.tls(terms);
    return written.object(TLS);
  }

  /** A payload as JSON and YAML write it within a turn. */
  static Map<String, Object> written(Request payload) {
    if (payload instanceof Request.Withheld(int bytes)) {
      return Map.of("bytes", bytes);
    }
    SpecForm written = new SpecForm();
    written.request(payload);
    return written.object(REQUEST);
  }

  @SuppressWarnings("unchecked") // a part is an object
  private Map<String, Object> object(SpecField<Boolean> part) {
    return (Map<String, Object>) Objects.requireNonNull(draft.built().written(part));
  }

  private void request(Request request) {
    switch (request) {
      case Request.Filler(int bytes) -> say(BYTES_SENT, bytes);
      case Request.Conversation(List<Turn> turns) -> say(TURNS, turns);
      case Request.Withheld _ ->
          throw new IllegalStateException("only a turn may say a secret of which nothing is kept");
      case Request.Text(String text) -> say(TEXT, text);
      case Request.Bytes(String base64) -> say(BASE64, base64);
      case Request.Http http -> {
        say(METHOD, http.method());
        say(PATH, http.path());
        if (!http.host().isEmpty()) {
          say(HOST, http.host());
        }
        say(HEADERS, http.headers());
        say(BODY_BYTES, http.bodyBytes());
        say(CHUNKED, http.chunked());
        say(EXPECT_CONTINUE, http.expectContinue());
      }
    }
  }

  private <T> void say(SpecField<T> field, @Nullable T value) {
    draft.say(field, value);
  }

  /** The spec of a draft that keeps the rules, with defaults filled in. */
  static Spec spec(SpecDraft draft) {
    Closer closer = draft.value(CLOSER);
    int sent = or(draft.get(BYTES_SENT), 0);
    int reply = draft.value(REPLY_BYTES);
    int incoming = closer == Closer.INITIATOR ? reply : draft.kind().isOurs() ? sent : 0;
    return new Spec(
        new Exchange(
            sent,
            reply,
            draft.value(BYTES_SENT_AFTER_CLOSE),
            draft.value(INITIATOR_HALF_CLOSES),
            draft.value(OBSERVER_READS),
            draft.value(IDLE_MILLIS),
            draft.says(OWN_TLS) ? OwnTls.of(draft) : null),
        new Close(
            closer,
            or(draft.get(BYTES_READ), incoming),
            draft.value(SHUTDOWN_BEFORE_CLOSE),
            draft.value(DRAIN_BEFORE_CLOSE),
            draft.value(DRAIN_MILLIS),
            draft.get(LINGER_SECONDS)),
        draft.value(TIMEOUT_MILLIS),
        otherEnd(draft));
  }

  /** The field that says what the closer is sent, where both ends are ours. */
  static SpecField<Integer> incoming(SpecDraft draft) {
    return draft.value(CLOSER) == Closer.RESPONDER ? BYTES_SENT : REPLY_BYTES;
  }

  /** The kind of the other end that a draft asks for. */
  static PeerKind kind(SpecDraft draft) {
    return draft.says(SERVER)
        ? PeerKind.SERVER
        : draft.says(TARGET_HOST) || draft.get(PEER) == PeerKind.RESPONDER
            ? PeerKind.RESPONDER
            : PeerKind.LOOPBACK;
  }

  /** How a draft wants the test connection to reach the other host. */
  static Route route(SpecDraft draft) {
    return new Route(Route.source(draft.get(SOURCE_ADDRESS)), draft.value(ADDRESS_FAMILY));
  }

  private static OtherEnd otherEnd(SpecDraft draft) {
    String said = draft.get(TARGET_HOST);
    String host = said == null ? "" : HostAndPort.shortest(HostAndPort.withoutBrackets(said));
    return switch (draft.kind()) {
      case LOOPBACK -> new OtherEnd.SameHost();
      case RESPONDER -> {
        String url = draft.get(RESPONDER_URL);
        URI control = url == null ? Target.controlOf(host) : Target.uri(url);
        yield new OtherEnd.Responder(
            new Target(host, or(draft.get(TARGET_PORT), Target.DATA_PORT), control, route(draft)),
            draft.value(DIAGNOSE));
      }
      case SERVER -> {
        Target target = new Target(host, or(draft.get(TARGET_PORT), 0), null, route(draft));
        yield new OtherEnd.Server(
            target,
            new ServerDialogue(
                RequestRules.request(draft, target),
                draft.value(WRITING),
                draft.value(PAUSE_MILLIS),
                draft.get(CHUNK_BYTES),
                draft.value(SILENCE_MILLIS),
                draft.value(SETTLE_MILLIS),
                draft.says(TLS) ? TlsTerms.of(draft) : null),
            draft.value(DIAGNOSE));
      }
    };
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
