package net.teardown.probe;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A named spec that probes and monitors run against targets.
 *
 * @param name in lower case with underscores, as scrape configurations write it
 * @param title one line
 * @param story what it does to the target and what counts as success, in sentences
 * @param spec the spec without a target; its {@code targetPort} is for targets that name none, and
 *     in its {@code responderUrl} <code>{targetHost}</code> stands for the target's host
 * @param onceConnected whether an established connection is a success, however it ends
 * @param queryResponse not null if it is a success that all turns were as meant, however the
 *     connection ends
 */
public record ProbeModule(
    String name,
    String title,
    String story,
    SpecDraft spec,
    boolean onceConnected,
    @Nullable QueryResponse queryResponse) {

  private static final String HOST = "{targetHost}";

  /** A host or an IPv6 address in brackets, with an optional port; or a bare IPv6 address. */
  private static final Pattern TARGET =
      Pattern.compile(
          "\\[(?<bracketed>[^\\[\\]/\\s\\p{Cntrl}]+)\\](?::(?<bracketedPort>\\d{1,5}))?"
              + "|(?<host>[^:\\[\\]/\\s\\p{Cntrl}]+)(?::(?<port>\\d{1,5}))?"
              + "|(?<address>[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(?:%\\w+)?)");

  /** A module whose turns, if it has any, are part of what it expects. */
  public ProbeModule(
      String name, String title, String story, SpecDraft spec, boolean onceConnected) {
    this(name, title, story, spec, onceConnected, null);
  }

  /** The kind of the other end. */
  public PeerKind peer() {
    return spec.kind();
  }

  /** Whether a success says nothing of how the connection ends. */
  boolean succeedsHoweverItEnds() {
    return onceConnected || queryResponse != null;
  }

  /**
   * Whether a probe has its answer before the connection ends: once it stands and nothing is to be
   * said on it, or once all turns were as meant.
   *
   * @param against this module's spec, {@link #against} a target
   */
  boolean answersBeforeTheEnd(Spec against) {
    return queryResponse != null
        || (onceConnected
            && against
                .otherEnd()
                .dialogue()
                .map(ServerDialogue::request)
                .filter(new Request.Filler(0)::equals)
                .isPresent());
  }

  /** Whether a target must be given. */
  public boolean needsTarget() {
    return peer().isElsewhere();
  }

  /** The module's expectation; null if the prediction takes its place. */
  public @Nullable Expect expect() {
    return spec.expect();
  }

  /** The longest duration of a run, if the caller gives none; null for a spec's default. */
  public @Nullable Duration timeout() {
    Integer millis = spec.get(SpecFields.TIMEOUT_MILLIS);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  /**
   * The spec for a run against a target.
   *
   * @param target {@code host}, {@code host:port}, {@code [fd00::1]:port}; ignored if both ends run
   *     here
   * @param within deadline of the run, 1 ms to 1 h
   * @throws InvalidSpec if the module can't be run against this target
   */
  public Spec against(String target, Duration within) {
    SpecDraft asked =
        spec.with(
            SpecFields.TIMEOUT_MILLIS, Math.clamp(within.toMillis(), 1, SpecFields.MAX_MILLIS));
    if (!needsTarget()) {
      return asked.toSpec();
    }
    Matcher parts = TARGET.matcher(target);
    if (target.isBlank() || !parts.matches()) {
      throw new InvalidSpec(
          List.of(
              Violation.of(
                  "target", "must be host or host:port, such as 10.1.2.3:80 or [fd00::1]:80")));
    }
    String host = first(parts, "bracketed", "host", "address");
    String port = first(parts, "bracketedPort", "port");
    String url = spec.get(SpecFields.RESPONDER_URL);
    Integer number = port == null ? spec.get(SpecFields.TARGET_PORT) : Integer.valueOf(port);
    if (number == null && peer().needs().contains(SpecFields.TARGET_PORT.name())) {
      throw new InvalidSpec(
          List.of(
              Violation.of(
                  "target",
                  "must name a port with module '%s', such as %s:80"
                      .formatted(
                          name, HostAndPort.bracketed(HostAndPort.withoutBrackets(target))))));
    }
    SpecDraft against =
        asked.with(SpecFields.TARGET_HOST, Objects.requireNonNull(host, "a target has a host"));
    if (number != null) {
      against = against.with(SpecFields.TARGET_PORT, number);
    }
    if (url != null) {
      against =
          against.with(SpecFields.RESPONDER_URL, url.replace(HOST, HostAndPort.bracketed(host)));
    }
    return against.toSpec();
  }

  /**
   * Whether the server turned its caller away, where the module doesn't say itself what it hears.
   */
  boolean isTurnedAwayBy(Outcome outcome) {
    return queryResponse == null && Greeting.turnsAway(outcome);
  }

  /** Whether an outcome is a success. A greeting that turns the caller away never is. */
  public boolean isMetBy(Outcome outcome) {
    if (onceConnected) {
      return outcome.judgement().connected();
    }
    if (isTurnedAwayBy(outcome)) {
      return false;
    }
    Expect expect = expect();
    return expect == null ? Boolean.TRUE.equals(outcome.asPredicted()) : outcome.meets(expect);
  }

  private static @Nullable String first(Matcher parts, String... groups) {
    for (String group : groups) {
      if (parts.group(group) != null) {
        return parts.group(group);
      }
    }
    return null;
  }
}
