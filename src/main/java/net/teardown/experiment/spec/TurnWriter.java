package net.teardown.experiment.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes turns as {@link TurnReader} reads them. */
final class TurnWriter {

  private TurnWriter() {}

  static List<Map<String, Object>> written(List<Turn> turns) {
    return turns.stream().map(TurnWriter::written).toList();
  }

  private static Map<String, Object> written(Turn turn) {
    return switch (turn) {
      case Turn.Say say -> Map.of("say", said(say));
      case Turn.Hear(Heard what, Integer within) -> {
        Map<String, Object> heard = new LinkedHashMap<>(heard(what));
        if (within != null) {
          heard.put("withinMillis", within);
        }
        yield Map.of("hear", heard);
      }
      case Turn.Pause(int millis) -> Map.of("pauseMillis", millis);
      case Turn.StartTls(TlsTerms how) -> Map.of("startTls", SpecForm.written(how));
      case Turn.HalfClose _ -> Map.of("halfClose", true);
    };
  }

  private static Map<String, Object> said(Turn.Say say) {
    Map<String, Object> said = new LinkedHashMap<>(SpecForm.written(say.what()));
    if (say.times() > 1) {
      said.put("times", say.times());
    }
    if (say.secret()) {
      said.put("secret", true);
    }
    if (say.expand()) {
      said.put("expand", true);
    }
    return said;
  }

  private static Map<String, Object> heard(Heard what) {
    return switch (what) {
      case Heard.Bytes(int count) -> Map.of("bytes", count);
      case Heard.Until(String text) -> Map.of("until", text);
      case Heard.Match(var pattern) -> Map.of("match", pattern.pattern());
      case Heard.MatchingLine(var pattern) -> Map.of("matchingLine", pattern.pattern());
      case Heard.Line _ -> Map.of("line", true);
      case Heard.HttpReply _ -> Map.of("httpReply", true);
      case Heard.Silence _ -> Map.of("silence", true);
      case Heard.End _ -> Map.of("end", true);
    };
  }
}
