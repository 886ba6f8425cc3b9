package net.teardown;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.Survey.Found;
import net.teardown.Survey.Surveyed;

/**
 * The expected result of a spec on a path.
 *
 * @param verdicts the allowed verdicts
 * @param kinds the findings to expect, besides facts about the path: a plain kind must not be
 *     proven, one with an exclamation mark must be proven, one with a question mark is optional; a
 *     bar separates alternatives
 */
record GuiltyRow(GuiltyPath path, String spec, Set<String> verdicts, List<String> kinds) {

  private static final int AT_ONCE = 8;

  private static final String CLEAN = "'bytesSent':5,'replyBytes':3";
  private static final String UNREAD = "'bytesSent':5,'bytesRead':1";
  private static final String FIN_FIRST = UNREAD + ",'shutdownBeforeClose':true";
  private static final String LINGER_0 = "'bytesSent':5,'lingerSeconds':0";
  private static final String AFTER_CLOSE = "'bytesSent':5,'bytesSentAfterClose':4";
  private static final String HALF_CLOSED =
      "'bytesSent':5,'replyBytes':512,'initiatorHalfCloses':true";
  private static final String DRAIN = FIN_FIRST + ",'drainBeforeClose':true";
  private static final String LARGE_REPLY = "'bytesSent':5,'replyBytes':5000";
  private static final String CUT = UNREAD + ",'replyBytes':16777216,'observerReads':'LATE'";
  private static final String QUEUED = "'bytesSent':5,'replyBytes':262144,'observerReads':'LATE'";
  private static final String IDLE = "'bytesSent':5,'replyBytes':9,'idleMillis':1500";
  private static final String BRIEFLY_IDLE = "'bytesSent':5,'replyBytes':9,'idleMillis':300";
  private static final String DIAGNOSE = ",'diagnose':true,'timeoutMillis':10000";
  private static final String SHORTLY = ",'timeoutMillis':3000";

  private static final String TRANSLATED = "ADDRESS_TRANSLATED!";
  private static final String HIDES = "RESET_TRANSLATED_OR_DROPPED ";
  private static final String PROVEN_HIDES = "RESET_TRANSLATED_OR_DROPPED! ENDED_IN_BETWEEN? ";
  private static final String MAY_HIDE = "RESET_TRANSLATED_OR_DROPPED? ENDED_IN_BETWEEN? ";

  /** The reset reaches one end, whose kernel then resets the other end if it is still connected. */
  private static final String CUTS = "RESET_INJECTED|CUT_OFF!";

  private static final String PROVEN_CUTS = "RESET_INJECTED!|CUT_OFF!";

  /** The expectations of all paths. */
  static final List<GuiltyRow> ALL =
      List.of(
          row(GuiltyPath.HAPROXY, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.HAPROXY, UNREAD, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.HAPROXY, UNREAD + DIAGNOSE, "CLEAN_EOF", PROVEN_HIDES + TRANSLATED),
          row(GuiltyPath.HAPROXY, FIN_FIRST, "CLEAN_EOF", MAY_HIDE + TRANSLATED),
          row(GuiltyPath.HAPROXY, LINGER_0, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.HAPROXY, HALF_CLOSED, "CLEAN_EOF", TRANSLATED),
          row(
              GuiltyPath.HAPROXY,
              CUT,
              "CLEAN_EOF RESET EOF_THEN_RESET",
              "TRUNCATION_HIDDEN? " + MAY_HIDE + TRANSLATED),
          row(GuiltyPath.HAPROXY_NOLINGER, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.HAPROXY_NOLINGER, HALF_CLOSED, "RESET", "CUT_OFF! " + TRANSLATED),
          // A port other than the initiator's own reveals it.
          row(GuiltyPath.HAPROXY_AS_CLIENT, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.HAPROXY_AS_CLIENT, UNREAD, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.HAPROXY_AS_CLIENTS_PORT, CLEAN, "CLEAN_EOF", ""),
          row(GuiltyPath.HAPROXY_AS_CLIENTS_PORT, UNREAD, "CLEAN_EOF", HIDES),
          row(GuiltyPath.HAPROXY_AS_CLIENTS_PORT, UNREAD + DIAGNOSE, "CLEAN_EOF", PROVEN_HIDES),
          row(GuiltyPath.NGINX, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.NGINX, UNREAD, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.NGINX, UNREAD + DIAGNOSE, "CLEAN_EOF", PROVEN_HIDES + TRANSLATED),
          row(GuiltyPath.NGINX, LINGER_0, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.NGINX, HALF_CLOSED, "CLEAN_EOF", "CUT_OFF! " + TRANSLATED),
          row(GuiltyPath.NGINX_HALF_CLOSE, HALF_CLOSED, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.NGINX_HALF_CLOSE, UNREAD, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.SOCAT, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.SOCAT, UNREAD, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.SOCAT, HALF_CLOSED, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.SSH, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.SSH, UNREAD, "CLEAN_EOF", HIDES + TRANSLATED),
          row(GuiltyPath.SSH, HALF_CLOSED, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.STUNNEL, CLEAN, "CLEAN_EOF", TRANSLATED),
          row(
              GuiltyPath.STUNNEL,
              UNREAD,
              "CLEAN_EOF RESET",
              "RESET_TRANSLATED_OR_DROPPED? " + TRANSLATED),
          row(GuiltyPath.STUNNEL, HALF_CLOSED, "CLEAN_EOF", TRANSLATED),
          row(GuiltyPath.RESETS_DROPPED, CLEAN, "CLEAN_EOF", ""),
          row(GuiltyPath.RESETS_DROPPED, UNREAD + SHORTLY, "TIMED_OUT", "RESETS_BLOCKED"),
          row(GuiltyPath.RESETS_DROPPED, UNREAD + DIAGNOSE, "TIMED_OUT", "RESETS_BLOCKED!"),
          row(GuiltyPath.RESETS_DROPPED, FIN_FIRST, "CLEAN_EOF", HIDES),
          row(
              GuiltyPath.RESETS_DROPPED,
              FIN_FIRST + DIAGNOSE,
              "CLEAN_EOF",
              "RESET_TRANSLATED_OR_DROPPED!"),
          row(GuiltyPath.FINS_DROPPED, UNREAD, "RESET", ""),
          row(GuiltyPath.FINS_DROPPED, CLEAN + SHORTLY, "TIMED_OUT", "FIN_BLOCKED"),
          row(GuiltyPath.FINS_DROPPED, CLEAN + DIAGNOSE, "TIMED_OUT", "FIN_BLOCKED!"),
          row(GuiltyPath.FINS_DROPPED, FIN_FIRST, "RESET", "FIN_BLOCKED"),
          row(GuiltyPath.FINS_DROPPED, FIN_FIRST + DIAGNOSE, "RESET", "FIN_BLOCKED!"),
          row(GuiltyPath.FINS_DROPPED, AFTER_CLOSE, "RESET", "FIN_BLOCKED"),
          // The FIN is on the last segment of the reply, which is dropped with it.
          row(GuiltyPath.FINS_DROPPED, QUEUED + SHORTLY, "TIMED_OUT", "FIN_BLOCKED"),
          row(GuiltyPath.RESPONDERS_FINS_REJECTED, CLEAN + SHORTLY, "TIMED_OUT", "FIN_BLOCKED"),
          row(GuiltyPath.RESPONDERS_FINS_REJECTED, CLEAN + DIAGNOSE, "TIMED_OUT", "FIN_BLOCKED!"),
          row(GuiltyPath.INITIATORS_FINS_REJECTED, DRAIN, "EOF_THEN_RESET", CUTS),
          row(GuiltyPath.INITIATORS_FINS_REJECTED, DRAIN + DIAGNOSE, "EOF_THEN_RESET", PROVEN_CUTS),
          row(
              GuiltyPath.INITIATORS_FINS_REJECTED,
              HALF_CLOSED + SHORTLY,
              "INCONCLUSIVE/BYTES_NEVER_ARRIVED",
              "FIN_BLOCKED"),
          row(GuiltyPath.RESETS_INJECTED, CLEAN, "EOF_THEN_RESET", "RESET_INJECTED"),
          row(GuiltyPath.RESETS_INJECTED, CLEAN + DIAGNOSE, "EOF_THEN_RESET", "RESET_INJECTED!"),
          row(GuiltyPath.RESETS_INJECTED, DRAIN, "EOF_THEN_RESET", CUTS),
          row(GuiltyPath.MTU_HOLE, CLEAN, "CLEAN_EOF", ""),
          row(
              GuiltyPath.MTU_HOLE,
              LARGE_REPLY + ",'timeoutMillis':7000",
              "INCONCLUSIVE/DEADLINE_IN_ACKNOWLEDGEMENT",
              "LARGE_SEGMENTS_BLOCKED"),
          row(
              GuiltyPath.MTU_HOLE,
              LARGE_REPLY + DIAGNOSE,
              "INCONCLUSIVE/DEADLINE_IN_ACKNOWLEDGEMENT",
              "LARGE_SEGMENTS_BLOCKED!"),
          row(GuiltyPath.SYN_PROXY, CLEAN, "CLEAN_EOF", ""),
          row(GuiltyPath.SYN_PROXY, UNREAD, "RESET", ""),
          row(GuiltyPath.SYN_PROXY, FIN_FIRST, "EOF_THEN_RESET", ""),
          row(GuiltyPath.FLOWS_FORGOTTEN_SILENTLY, BRIEFLY_IDLE, "RESET", ""),
          row(GuiltyPath.FLOWS_FORGOTTEN_SILENTLY, IDLE, "TIMED_OUT", "FLOW_FORGOTTEN_SILENTLY"),
          row(
              GuiltyPath.FLOWS_FORGOTTEN_SILENTLY,
              IDLE + DIAGNOSE,
              "TIMED_OUT",
              "FLOW_FORGOTTEN_SILENTLY!"),
          row(GuiltyPath.FLOWS_FORGOTTEN_WITH_RESET, BRIEFLY_IDLE, "RESET", ""),
          row(GuiltyPath.FLOWS_FORGOTTEN_WITH_RESET, IDLE, "RESET", "FLOW_FORGOTTEN_WITH_RESET"),
          row(
              GuiltyPath.FLOWS_FORGOTTEN_WITH_RESET,
              IDLE + DIAGNOSE,
              "RESET",
              "FLOW_FORGOTTEN_WITH_RESET!"),
          row(
              GuiltyPath.PROXY_HEADER,
              UNREAD,
              "INCONCLUSIVE/TICKET_NOT_CLAIMED",
              "REWRITTEN! ADDRESS_TRANSLATED?"),
          row(GuiltyPath.DEAD_BACKEND, CLEAN, "INCONCLUSIVE/TICKET_NOT_CLAIMED", ""),
          row(GuiltyPath.DEAD_BACKEND, HALF_CLOSED, "INCONCLUSIVE/TICKET_NOT_CLAIMED", ""));

  /** The deviations of a run from the expectation; empty if there are none. */
  List<String> faults(Surveyed run) {
    List<String> faults = new ArrayList<>();
    if (!verdicts.contains(run.verdict())) {
      faults.add(run.verdict());
    }
    List<Found> found =
        run.findings().stream().filter(each -> !InnocentPath.FACTS.contains(each.kind())).toList();
    Stream<String> missing =
        kinds.stream()
            .filter(
                kind -> !kind.endsWith("?") && found.stream().noneMatch(each -> is(each, kind)));
    missing.map(kind -> "no " + kind).forEach(faults::add);
    found.stream()
        .filter(each -> kinds.stream().noneMatch(kind -> is(each, kind)))
        .map(each -> each.kind() + (each.confirmed() ? "!" : ""))
        .forEach(faults::add);
    return faults;
  }

  private static boolean is(Found found, String word) {
    boolean either = word.endsWith("?");
    String named = either || !found.confirmed() ? found.kind() : found.kind() + "!";
    return Arrays.asList(word.replace("?", "").split("\\|")).contains(named);
  }

  /** Whether a run takes less than a few seconds. */
  boolean isQuick() {
    return !spec.contains(DIAGNOSE) && !spec.equals(CUT);
  }

  /** Makes this many runs while the path is open. */
  Survey survey(int runs, TwoHosts hosts, PathLab lab) {
    return Survey.of(
        path + " " + spec,
        runs,
        AT_ONCE,
        List.of(spec),
        fields -> path.run(hosts, lab, fields),
        GuiltyRow::disturbed);
  }

  /** None of these paths delays or loses segments by chance, but a busy machine may. */
  private static boolean disturbed(Surveyed run) {
    return run.outOfTime()
        || run.findings().stream().anyMatch(found -> InnocentPath.FACTS.contains(found.kind()));
  }

  /** The deviations of a survey's runs, with their number. */
  List<String> faults(Survey survey) {
    Map<String, Long> faults =
        survey.runs().stream()
            .map(run -> String.join(", ", faults(run)))
            .filter(fault -> !fault.isEmpty())
            .collect(Collectors.groupingBy(fault -> fault, Collectors.counting()));
    return faults.entrySet().stream()
        .map(fault ->
            "%s %s: %d of %d: %s"
                .formatted(path, spec, fault.getValue(), survey.runs().size(), fault.getKey()))
        .toList();
  }

  private static GuiltyRow row(GuiltyPath path, String spec, String verdicts, String kinds) {
    return new GuiltyRow(path, spec, Set.of(verdicts.split(" ")), words(kinds));
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
