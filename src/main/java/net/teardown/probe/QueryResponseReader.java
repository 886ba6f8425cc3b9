package net.teardown.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Turn;
import net.teardown.input.Violation;

/** Translates a {@code query_response}: each entry is up to two turns. */
final class QueryResponseReader {

  private static final String LABEL = "(?!__)[A-Za-z_][A-Za-z0-9_]*";

  private final PastedValues values;
  private final String place;
  private final Map<String, Object> tls;
  private final List<Map<String, Object>> written = new ArrayList<>();

  /** Where in the file each turn stands. */
  private final List<String> places = new ArrayList<>();

  private QueryResponse queryResponse = QueryResponse.UNLABELLED;

  /**
   * @param tls how {@code starttls} speaks TLS, as a turn has it
   */
  QueryResponseReader(PastedValues values, String place, List<?> entries, Map<String, Object> tls) {
    this.values = values;
    this.place = place;
    this.tls = tls;
    for (int i = 0; i < entries.size(); i++) {
      String entry = place + "/" + i;
      add(entry, values.object(entry, entries.get(i)));
    }
  }

  QueryResponse queryResponse() {
    return queryResponse;
  }

  /** The turns by the rules of a spec; empty if there are none, or one breaks a rule. */
  List<Turn> turns() {
    try {
      return written.isEmpty()
          ? List.of()
          : SpecDraft.read(SpecFields.TURNS, written).value(SpecFields.TURNS);
    } catch (InvalidSpec e) {
      int above = new Violation(SpecFields.TURNS.pointer(), "").path().size();
      for (Violation violation : e.violations()) {
        List<String> path = violation.path();
        values.refuse(
            true,
            path.size() > above ? places.get(Integer.parseInt(path.get(above))) : place,
            violation.message());
      }
      return List.of();
    }
  }

  private void add(String at, Map<?, ?> entry) {
    values.known(
        at, entry, List.of("expect", "labels", "send", "starttls", "expect_bytes", "send_bytes"));
    String expect = values.text(at + "/expect", entry.get("expect"));
    String send = values.text(at + "/send", entry.get("send"));
    boolean expects = expect != null && !expect.isEmpty();
    if (expects) {
      label(at + "/labels", values.list(at, entry, "labels"));
      turn(at + "/expect", Map.of("hear", Map.of("matchingLine", expect)));
    } else {
      values.refuse(entry.get("labels") != null, at + "/labels", "needs an 'expect'");
    }
    if (send != null && !send.isEmpty()) {
      // Only what an entry itself expects is expanded in what it sends.
      boolean expand = expects && send.indexOf('$') >= 0;
      Map<String, Object> said = new LinkedHashMap<>(Map.of("text", send + "\n"));
      if (expand) {
        said.put("expand", true);
      }
      turn(at + "/send", Map.of("say", said));
    }
    if (values.isTrue(at + "/starttls", entry.get("starttls"))) {
      turn(at + "/starttls", Map.of("startTls", tls));
    }
    for (String key : List.of("expect_bytes", "send_bytes")) {
      values.refuse(entry.get(key) != null, at + "/" + key, BlackboxModules.NOT_YET);
    }
  }

  private void turn(String at, Map<String, Object> turn) {
    written.add(turn);
    places.add(at);
  }

  private void label(String at, List<?> labels) {
    if (labels.isEmpty()) {
      return;
    }
    values.refuse(
        !queryResponse.labels().isEmpty(), at, "can stand at one entry: there is one metric");
    Map<String, String> taken = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      String place = at + "/" + i;
      Map<?, ?> label = values.object(place, labels.get(i));
      values.known(place, label, List.of("name", "value"));
      String name = Objects.requireNonNullElse(values.text(place, label.get("name")), "");
      String value = values.text(place, label.get("value"));
      values.refuse(!name.matches(LABEL), place, "must have the 'name' of a label");
      values.refuse(
          taken.put(name, value == null ? "" : value) != null, place, "stands there twice");
    }
    queryResponse = new QueryResponse(written.size(), taken);
  }
}
