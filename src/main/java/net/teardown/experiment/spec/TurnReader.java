package net.teardown.experiment.spec;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import net.teardown.experiment.spec.FieldType.Misread;
import net.teardown.experiment.spec.FieldType.Text;
import net.teardown.experiment.spec.FieldType.Truth;
import net.teardown.experiment.spec.FieldType.WholeNumber;
import net.teardown.input.SpellingHint;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** Reads the turns of a conversation, and reports everything that it doesn't understand at once. */
final class TurnReader {

  static final int MOST_TURNS = 64;

  private static final int LONGEST_UNTIL = 1024;

  private static final WholeNumber COUNT = new WholeNumber(1, SpecFields.MAX_BYTES);
  private static final WholeNumber WITHIN = new WholeNumber(1, SpecFields.MAX_MILLIS);
  private static final WholeNumber PAUSE = new WholeNumber(0, SpecFields.MAX_MILLIS);

  private static final List<String> KINDS =
      List.of("say", "hear", "pauseMillis", "startTls", "halfClose");
  private static final List<String> HEARD =
      List.of("bytes", "until", "match", "matchingLine", "line", "httpReply", "silence", "end");
  private static final List<String> PAYLOADS = List.of("text", "base64", "http");
  private static final List<String> BESIDE_PAYLOAD = List.of("times", "secret", "expand");

  /** Bounds what is said: each may be as long as a line. */
  private static final int MOST_REFERENCES = 16;

  /** How a secret is kept: by its length alone. */
  private static final String WITHHELD_BYTES = "bytes";

  private final List<Violation> violations = new ArrayList<>();

  private TurnReader() {}

  /**
   * Reads the items of an array.
   *
   * @throws Misread with the places in it that are wrong
   */
  static List<Turn> read(Collection<?> written) throws Misread {
    TurnReader reader = new TurnReader();
    List<@Nullable Turn> turns = new ArrayList<>();
    for (Object item : written) {
      if (turns.size() < MOST_TURNS) {
        turns.add(reader.turn("/" + turns.size(), item));
      }
    }
    reader.refuse(written.isEmpty(), "", "must have a turn, such as {\"hear\": {\"line\": true}}");
    reader.refuse(
        written.size() > MOST_TURNS,
        "",
        "must be at most %d turns, not %d".formatted(MOST_TURNS, written.size()));
    reader.checkOrder(turns);
    if (!reader.violations.isEmpty()) {
      throw new Misread(reader.violations);
    }
    return turns.stream().map(Objects::requireNonNull).toList();
  }

  private void checkOrder(List<@Nullable Turn> turns) {
    boolean asked = false;
    boolean matched = false;
    boolean halfClosed = false;
    boolean tls = false;
    for (int i = 0; i < turns.size(); i++) {
      String place = "/" + i;
      switch (turns.get(i)) {
        case Turn.Say say -> {
          refuse(
              say.expand() && !matched,
              place + "/say/expand",
              "needs a match to take groups from: a 'hear' of a 'matchingLine' before it");
          refuse(
              halfClosed, place + "/say", "can't be said behind 'halfClose', which sent the FIN");
          asked = true;
        }
        case Turn.StartTls _ -> {
          refuse(tls, place + "/startTls", "stands there twice: TLS is started once");
          refuse(
              halfClosed,
              place + "/startTls",
              "can't be started behind 'halfClose', which sent the FIN");
          tls = true;
        }
        case Turn.HalfClose _ -> {
          refuse(halfClosed, place + "/halfClose", "stands there twice: one end half-closes once");
          halfClosed = true;
        }
        case Turn.Hear(Heard.HttpReply _, Integer _) ->
            refuse(
                !asked,
                place + "/hear/httpReply",
                "needs a request to reply to: a 'say' before it");
        case Turn.Hear(Heard.MatchingLine _, Integer _) -> matched = true;
        case Turn.Hear _, Turn.Pause _ -> {
          // Anything may stand before them.
        }
        // Refused already; it may have been meant as a match.
        case null -> matched = true;
      }
    }
  }

  private @Nullable Turn turn(String place, @Nullable Object written) {
    Map<?, ?> object = object(place, written);
    String kind = object == null ? null : one(place, object, KINDS, List.of());
    if (object == null || kind == null) {
      return null;
    }
    String inner = place + "/" + kind;
    Object value = object.get(kind);
    return switch (kind) {
      case "say" -> say(inner, value);
      case "hear" -> hear(inner, value);
      case "pauseMillis" -> {
        Integer millis = value(inner, PAUSE, value);
        yield millis == null ? null : new Turn.Pause(millis);
      }
      case "halfClose" -> isTrue(inner, value) ? new Turn.HalfClose() : null;
      default -> startTls(inner, value);
    };
  }

  // ---- say

  private @Nullable Turn say(String place, @Nullable Object written) {
    Map<?, ?> object = object(place, written);
    if (object == null) {
      return null;
    }
    int before = violations.size();
    Integer times =
        object.containsKey("times") ? value(place + "/times", COUNT, object.get("times")) : 1;
    boolean hidden = says(place, object, "secret");
    boolean expand = says(place, object, "expand");
    Map<Object, @Nullable Object> payload = new LinkedHashMap<>(object);
    BESIDE_PAYLOAD.forEach(payload::remove);
    Request what =
        hidden && payload.containsKey(WITHHELD_BYTES)
            ? withheld(place + "/" + WITHHELD_BYTES, payload.get(WITHHELD_BYTES))
            : payload(place, payload);
    if (what == null || times == null || violations.size() > before) {
      return null;
    }
    refuse(
        hidden && object.containsKey("http"),
        place + "/secret",
        "goes with 'text' or 'base64': of 'http', what %s contain is masked anyway"
            .formatted(Masked.FIELDS));
    checkExpand(place, expand, what, hidden || times > 1);
    long bytes = what.atLeastBytes();
    refuse(bytes == 0, place, "must not be empty: a turn that says nothing is a 'pauseMillis'");
    refuse(
        bytes * times > SpecFields.MAX_BYTES,
        place + "/times",
        "must make at most %d bytes, not %d".formatted(SpecFields.MAX_BYTES, bytes * times));
    return new Turn.Say(what, times, hidden, expand);
  }

  private boolean says(String place, Map<?, ?> object, String name) {
    return object.containsKey(name)
        && Boolean.TRUE.equals(value(place + "/" + name, new Truth(), object.get(name)));
  }

  private void checkExpand(String place, boolean expand, Request what, boolean beside) {
    String text = what instanceof Request.Text(String words) ? words : null;
    refuse(
        expand && (text == null || beside),
        place + "/expand",
        "goes with 'text', and without 'times' and 'secret'");
    refuse(
        expand && text != null && LineMatch.references(text) > MOST_REFERENCES,
        place + "/text",
        "must refer to groups at most %d times".formatted(MOST_REFERENCES));
  }

  private @Nullable Request withheld(String place, @Nullable Object written) {
    Integer bytes = value(place, new WholeNumber(0, SpecFields.MAX_BYTES), written);
    return bytes == null ? null : new Request.Withheld(bytes);
  }

  private @Nullable Request payload(String place, Map<?, ?> payload) {
    if (one(place, payload, PAYLOADS, BESIDE_PAYLOAD) == null) {
      return null;
    }
    SpecDraft draft =
        part(
            SpecFields.REQUEST,
            place,
            payload,
            (read, refusal) -> new RequestRules(read, refusal).check());
    return draft == null ? null : RequestRules.request(draft, null);
  }

  // ---- startTls

  private @Nullable Turn startTls(String place, @Nullable Object written) {
    Map<?, ?> object = object(place, written);
    SpecDraft draft = object == null ? null : part(SpecFields.TLS, place, object, TlsTerms::check);
    return draft == null ? null : new Turn.StartTls(TlsTerms.of(draft));
  }

  /**
   * Reads an object as the table's rows of a part do; null, and violations, if it breaks a rule.
   *
   * @param rules the rules of these fields together
   */
  private @Nullable SpecDraft part(
      SpecField<Boolean> part,
      String place,
      Map<?, ?> object,
      BiConsumer<SpecDraft, RequestRules.Refusal> rules) {
    int before = violations.size();
    int length = part.pointer().length();
    try {
      SpecDraft draft = SpecDraft.read(part, object);
      for (SpecField<?> field : SpecFields.ALL) {
        if (field.isWithin(part)) {
          broken(draft, field, place + field.pointer().substring(length));
        }
      }
      rules.accept(
          draft,
          (broken, field, message) -> {
            if (broken) {
              refuse(true, place + field.pointer().substring(length), message.get());
            }
          });
      return violations.size() > before ? null : draft;
    } catch (InvalidSpec e) {
      e.violations()
          .forEach(violation ->
              refuse(true, place + violation.pointer().substring(length), violation.message()));
      return null;
    }
  }

  private <T> void broken(SpecDraft draft, SpecField<T> field, String place) {
    T value = draft.get(field);
    String broken = value == null ? null : field.type().broken(value);
    if (broken != null) {
      refuse(true, place, broken);
    }
  }

  // ---- hear

  private @Nullable Turn hear(String place, @Nullable Object written) {
    Map<?, ?> object = object(place, written);
    if (object == null) {
      return null;
    }
    int before = violations.size();
    Integer within =
        object.containsKey("withinMillis")
            ? value(place + "/withinMillis", WITHIN, object.get("withinMillis"))
            : null;
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(object);
    rest.remove("withinMillis");
    String kind = one(place, rest, HEARD, List.of("withinMillis"));
    Heard what = kind == null ? null : heard(place + "/" + kind, kind, object.get(kind));
    return what == null || violations.size() > before ? null : new Turn.Hear(what, within);
  }

  private @Nullable Heard heard(String place, String kind, @Nullable Object written) {
    return switch (kind) {
      case "bytes" -> {
        Integer count = value(place, COUNT, written);
        yield count == null ? null : new Heard.Bytes(count);
      }
      case "until" -> {
        String text = text(place, LONGEST_UNTIL, written);
        yield text == null ? null : new Heard.Until(text);
      }
      case "match" -> {
        Pattern pattern = value(place, new FieldType.Expression(), written);
        yield pattern == null ? null : new Heard.Match(pattern);
      }
      case "matchingLine" -> {
        Pattern pattern = value(place, new FieldType.Expression(), written);
        yield pattern == null ? null : new Heard.MatchingLine(pattern);
      }
      case "line" -> isTrue(place, written) ? new Heard.Line() : null;
      case "httpReply" -> isTrue(place, written) ? new Heard.HttpReply() : null;
      case "silence" -> isTrue(place, written) ? new Heard.Silence() : null;
      default -> isTrue(place, written) ? new Heard.End() : null;
    };
  }

  // ---- values

  private @Nullable Map<?, ?> object(String place, @Nullable Object written) {
    if (written instanceof Map<?, ?> object) {
      return object;
    }
    return value(place, new FieldType.Part(false), written) == null ? null : Map.of();
  }

  /** The one name of these that the object has; null, and a violation, if it isn't one. */
  private @Nullable String one(
      String place, Map<?, ?> object, List<String> names, List<String> beside) {
    List<String> known = new ArrayList<>(names);
    known.addAll(beside);
    List<String> said = new ArrayList<>();
    for (Object key : object.keySet()) {
      String name = String.valueOf(key);
      if (names.contains(name)) {
        said.add(name);
      } else {
        refuse(true, place + "/" + Violation.escaped(name), SpellingHint.unknown(name, known));
        return null;
      }
    }
    if (said.size() != 1) {
      refuse(
          true,
          place,
          "must say one of %s%s"
              .formatted(
                  String.join(", ", names),
                  said.isEmpty() ? "" : ", not " + String.join(" and ", said)));
      return null;
    }
    return said.getFirst();
  }

  private boolean isTrue(String place, @Nullable Object written) {
    Boolean truth = value(place, new Truth(), written);
    refuse(Boolean.FALSE.equals(truth), place, "must be true: what isn't meant is left out");
    return Boolean.TRUE.equals(truth);
  }

  private @Nullable String text(String place, int longest, @Nullable Object written) {
    String text = value(place, new Text(longest), written);
    refuse(text != null && text.isEmpty(), place, "must not be empty");
    return text == null || text.isEmpty() ? null : text;
  }

  private <T> @Nullable T value(String place, FieldType<T> type, @Nullable Object written) {
    if (written == null) {
      refuse(true, place, "must not be null");
      return null;
    }
    try {
      T value = type.read(written);
      String broken = type.broken(value);
      refuse(broken != null, place, String.valueOf(broken));
      return broken == null ? value : null;
    } catch (Misread e) {
      refuse(true, place, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void refuse(boolean broken, String place, String message) {
    if (broken) {
      violations.add(new Violation(place, message));
    }
  }
}
