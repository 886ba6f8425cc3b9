package net.teardown;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.servers.TlsServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What servers are asked over TLS, to see how they end it. */
enum TlsAsked {
  GET(
      "GET, `Connection: close`",
      "'server':{'request':{'http':{'method':'GET','headers':{'Connection':'close'}}},'settleMillis':"
          + TlsAsked.SETTLE_MILLIS
          + ",'tls':{'versions':['%s']}},'timeoutMillis':10000"),
  UPLOAD(
      "POST of 4 MiB",
      "'server':{'request':{'http':{'method':'POST','bodyBytes':4194304}},'writing':'READ_WHILE_WRITING','settleMillis':"
          + TlsAsked.SETTLE_MILLIS
          + ",'tls':{'versions':['%s']}},'timeoutMillis':10000"),
  TLS_CLOSE("module `tls_close`", module("/modules/10-tls_close.yml"));

  /** How long a client looks on behind the server's FIN. */
  static final int SETTLE_MILLIS = 100;

  private final String words;
  private final String fields;

  TlsAsked(String words, String fields) {
    this.words = words;
    this.fields = fields;
  }

  /** What a server can be asked: an upload only if it has means to refuse it. */
  static List<TlsAsked> of(TlsServer server) {
    return server.refusesUploads() ? List.of(values()) : List.of(GET, TLS_CLOSE);
  }

  String words() {
    return words;
  }

  /** The report about a server of 127.0.0.1 that may speak this version alone. */
  Callable<Probe> of(ServiceProcess service, int port, TlsVersion version) {
    return () -> Probe.of(service, port, fields.formatted(version));
  }

  /** How many runs ended how: the verdict and the ending of TLS, and the reply's status. */
  static Map<String, Integer> endings(List<Probe> probes) {
    return probes.stream()
        .collect(
            Collectors.groupingBy(TlsAsked::ending, TreeMap::new, Collectors.summingInt(_ -> 1)));
  }

  private static String ending(Probe probe) {
    String status = probe.status() == null ? "" : " " + probe.status();
    return "%s %s%s".formatted(probe.verdict(), probe.tlsEnding(), status);
  }

  /** A built-in module's spec, which asks for a version, and expects nothing. */
  private static String module(String resource) {
    ObjectNode spec =
        (ObjectNode)
            new YAMLMapper().readTree(TlsAsked.class.getResourceAsStream(resource)).get("spec");
    spec.remove(List.of("targetPort", "expect"));
    JsonNode tls = spec.path("server").path("tls");
    ((ObjectNode) tls).putArray("versions").add("%s");
    String object = spec.toString();
    return object.substring(1, object.length() - 1).replace('"', '\'');
  }
}
