package net.teardown.probe;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.spec.AddressFamily;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.Closer;
import net.teardown.input.SpellingHint;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The modules of a file of blackbox_exporter, as that file has them. Those with the prober {@code
 * tcp} are translated; what isn't understood is reported by its place, all at once.
 *
 * @param modules in the file's order
 */
public record BlackboxModules(List<ProbeModule> modules) {

  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

  private static final List<String> OTHER_PROBERS =
      List.of("http", "icmp", "dns", "grpc", "unix", "websocket");

  /** The keys of a {@code tls_config}, first those that are understood. */
  private static final List<String> TLS_CONFIG =
      List.of(
          "insecure_skip_verify",
          "server_name",
          "ca",
          "ca_file",
          "ca_ref",
          "cert",
          "cert_file",
          "cert_ref",
          "key",
          "key_file",
          "key_ref",
          "min_version",
          "max_version");

  /** What no address is (RFC 2606 2). */
  private static final String ANY_NAME = "any.invalid";

  static final String NOT_YET = "isn't supported yet: leave it out";

  public BlackboxModules {
    modules = List.copyOf(modules);
  }

  /**
   * Reads what stands in the file.
   *
   * @param tree maps, lists and plain values, as the parser returns them
   * @throws InvalidSpec with everything that is wrong, relative to the file
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static BlackboxModules read(@Nullable Map<String, @Nullable Object> tree) {
    Reader reader = new Reader();
    List<ProbeModule> modules = reader.file(tree == null ? Map.of() : tree);
    if (!reader.values.violations().isEmpty()) {
      throw new InvalidSpec(reader.values.violations());
    }
    return new BlackboxModules(modules);
  }

  private static final class Reader {

    private final PastedValues values = new PastedValues();

    private List<ProbeModule> file(Map<?, ?> file) {
      values.known("", file, List.of("modules"));
      List<ProbeModule> modules = new ArrayList<>();
      values
          .object("/modules", file.get("modules"))
          .forEach((key, value) -> {
            String name = String.valueOf(key);
            String place = "/modules/" + Violation.escaped(name);
            values.refuse(
                !name.matches(NAME),
                place,
                "must be named in letters, digits, underscores, dashes and dots");
            ProbeModule module = module(place, name, values.object(place, value));
            if (module != null) {
              modules.add(module);
            }
          });
      return modules;
    }

    private @Nullable ProbeModule module(String place, String name, Map<?, ?> module) {
      String prober = values.text(place + "/prober", module.get("prober"));
      if (!"tcp".equals(prober)) {
        values.refuse(
            true,
            place,
            prober == null
                ? "must name its 'prober': tcp"
                : OTHER_PROBERS.contains(prober)
                    ? "has the prober %s: leave it with blackbox_exporter, only those of tcp run here"
                        .formatted(prober)
                    : "has the prober '%s', which %s"
                        .formatted(prober, SpellingHint.unknown(prober, List.of("tcp"))));
        return null;
      }
      Map<Object, @Nullable Object> rest = new LinkedHashMap<>(module);
      for (String other : OTHER_PROBERS) {
        values.refuse(
            rest.remove(other) != null, place + "/" + other, "says nothing beside the prober tcp");
      }
      values.known(place, rest, List.of("prober", "timeout", "tcp"));
      String inner = place + "/tcp";
      Map<?, ?> tcp = values.object(inner, module.get("tcp"));
      checkTcp(inner, tcp);
      SpecDraft timed = routed(inner, tcp, timed(place + "/timeout", module.get("timeout")));
      Map<String, Object> tls = tls(inner + "/tls_config", tcp.get("tls_config"));
      if (values.isTrue(inner + "/tls", tcp.get("tls"))) {
        timed = timed.overriddenBy(SpecDraft.read(SpecFields.TLS, tls));
      }
      QueryResponseReader conversation =
          new QueryResponseReader(
              values, inner + "/query_response", values.list(inner, tcp, "query_response"), tls);
      List<Turn> turns = conversation.turns();
      String title = "As in blackbox_exporter's file";
      return turns.isEmpty()
          ? new ProbeModule(
              name,
              title,
              "Connects, and succeeds once the connection stands. It is left in the background.",
              timed
                  .with(SpecFields.BYTES_SENT, 0)
                  .with(SpecFields.SILENCE_MILLIS, 0)
                  .with(SpecFields.SETTLE_MILLIS, 0)
                  .with(SpecFields.CLOSER, Closer.INITIATOR)
                  .with(SpecFields.SHUTDOWN_BEFORE_CLOSE, true)
                  .with(SpecFields.DRAIN_BEFORE_CLOSE, true),
              true)
          : new ProbeModule(
              name,
              title,
              "Says and hears what its query_response has, and succeeds once all of it was. The"
                  + " connection is left in the background.",
              timed
                  .with(SpecFields.TURNS, turns)
                  .with(SpecFields.WRITING, Writing.ALL_THEN_READ)
                  .with(SpecFields.TURNS_MET, true),
              false,
              conversation.queryResponse());
    }

    private SpecDraft timed(String place, @Nullable Object written) {
      String text = values.text(place, written);
      if (text == null) {
        return SpecDraft.EMPTY;
      }
      Duration timeout = GoDuration.read(text);
      values.refuse(timeout == null, place, "must be a time such as 5s, not '%s'".formatted(text));
      values.refuse(
          timeout != null && timeout.compareTo(LONGEST) > 0,
          place,
          "must be at most 1m, the longest that a probe takes");
      return timeout == null || timeout.isZero()
          ? SpecDraft.EMPTY
          : SpecDraft.of(
              SpecFields.TIMEOUT_MILLIS,
              (int) Math.clamp(timeout.toMillis(), 1, LONGEST.toMillis()));
    }

    /** From which address, and to which of a name's. */
    private SpecDraft routed(String place, Map<?, ?> tcp, SpecDraft draft) {
      String preferred =
          Objects.requireNonNullElse(
              values.text(place + "/preferred_ip_protocol", tcp.get("preferred_ip_protocol")),
              "ip6");
      values.refuse(
          !preferred.equals("ip4") && !preferred.equals("ip6"),
          place + "/preferred_ip_protocol",
          "must be ip4 or ip6, not '%s'".formatted(preferred));
      Object written = tcp.get("ip_protocol_fallback");
      boolean falls = values.isTrue(place + "/ip_protocol_fallback", written) || written == null;
      SpecDraft routed =
          draft.with(
              SpecFields.ADDRESS_FAMILY,
              preferred.equals("ip4")
                  ? falls ? AddressFamily.PREFER_IPV4 : AddressFamily.ONLY_IPV4
                  : falls ? AddressFamily.PREFER_IPV6 : AddressFamily.ONLY_IPV6);
      String at = place + "/source_ip_address";
      String source = values.text(at, tcp.get("source_ip_address"));
      if (source == null || source.isEmpty()) {
        return routed;
      }
      routed = routed.with(SpecFields.SOURCE_ADDRESS, source);
      check(at, routed);
      return routed;
    }

    /** How TLS is spoken, as a spec has it: blackbox_exporter verifies unless it is told not to. */
    private Map<String, Object> tls(String place, @Nullable Object written) {
      Map<?, ?> config = values.object(place, written);
      values.known(place, config, TLS_CONFIG);
      for (String key : TLS_CONFIG.subList(2, TLS_CONFIG.size())) {
        values.refuse(config.get(key) != null, place + "/" + key, NOT_YET);
      }
      Map<String, Object> tls = new LinkedHashMap<>();
      tls.put(
          SpecFields.VERIFY.name(),
          !values.isTrue(place + "/insecure_skip_verify", config.get("insecure_skip_verify")));
      String name = values.text(place + "/server_name", config.get("server_name"));
      if (name != null && !name.isEmpty()) {
        tls.put(SpecFields.SERVER_NAME.name(), name);
        check(place + "/server_name", SpecDraft.read(SpecFields.TLS, tls));
      }
      return tls;
    }

    /** Reports the first rule of a spec that these fields break, at a place. */
    private void check(String place, SpecDraft fields) {
      try {
        fields
            .with(SpecFields.BYTES_SENT, 0)
            .with(SpecFields.SERVER, true)
            .with(SpecFields.TARGET_HOST, ANY_NAME)
            .with(SpecFields.TARGET_PORT, 1)
            .toSpec();
      } catch (InvalidSpec e) {
        values.refuse(true, place, e.violations().getFirst().message());
      }
    }

    private void checkTcp(String place, Map<?, ?> tcp) {
      values.known(
          place,
          tcp,
          List.of(
              "query_response",
              "preferred_ip_protocol",
              "ip_protocol_fallback",
              "source_ip_address",
              "tls",
              "tls_config"));
    }
  }
}
