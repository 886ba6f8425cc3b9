package net.teardown;

import java.net.InetSocketAddress;
import java.time.Duration;
import net.teardown.lab.Daemon;
import net.teardown.lab.Forwarder;
import net.teardown.lab.Host;
import net.teardown.lab.Proxy;
import net.teardown.lab.Rule;
import net.teardown.lab.Weather;
import tools.jackson.databind.JsonNode;

/** Paths that change a teardown as no direct path does. */
enum GuiltyPath {
  HAPROXY,
  HAPROXY_NOLINGER,
  HAPROXY_AS_CLIENT,
  HAPROXY_AS_CLIENTS_PORT,
  NGINX,
  NGINX_HALF_CLOSE,
  SOCAT,
  SSH,
  STUNNEL,
  RESETS_DROPPED,
  FINS_DROPPED,
  RESPONDERS_FINS_REJECTED,
  INITIATORS_FINS_REJECTED,
  RESETS_INJECTED,
  MTU_HOLE,
  SYN_PROXY,
  FLOWS_FORGOTTEN_SILENTLY,
  FLOWS_FORGOTTEN_WITH_RESET,
  PROXY_HEADER,
  DEAD_BACKEND;

  private static final int DATA = PathLab.DATA;
  private static final int MOST_TRIES = 5;

  /** A size that only small segments fit into. */
  private static final int HOLE_BYTES = 700;

  /** Runs an experiment over the path while it is open. */
  JsonNode run(TwoHosts hosts, PathLab lab, String fields) {
    return switch (this) {
      case HAPROXY,
          HAPROXY_NOLINGER,
          HAPROXY_AS_CLIENT,
          HAPROXY_AS_CLIENTS_PORT,
          NGINX,
          NGINX_HALF_CLOSE,
          SOCAT,
          SSH,
          STUNNEL,
          PROXY_HEADER,
          DEAD_BACKEND ->
          lab.unkept("a", lab.through("b") + fields);
      case RESETS_DROPPED,
          FINS_DROPPED,
          RESPONDERS_FINS_REJECTED,
          INITIATORS_FINS_REJECTED,
          MTU_HOLE,
          SYN_PROXY,
          FLOWS_FORGOTTEN_SILENTLY,
          FLOWS_FORGOTTEN_WITH_RESET ->
          lab.unkept("a", lab.straightTo("b") + fields);
      case RESETS_INJECTED -> injected(hosts, fields);
    };
  }

  /**
   * Repeats the run if this machine delayed the injected reset beyond every wait, because then the
   * run proves nothing.
   */
  private static JsonNode injected(TwoHosts hosts, String fields) {
    JsonNode run;
    int late;
    int tries = 0;
    do {
      late = hosts.longer().lateResets();
      run = hosts.run(hosts.distant().getFirst(), fields);
    } while (hosts.longer().lateResets() > late && ++tries < MOST_TRIES);
    return run;
  }

  /**
   * Puts the path between the two hosts until it is closed; skips the test if a tool is missing.
   */
  AutoCloseable open(TwoHosts hosts, PathLab lab) {
    Host router = lab.router();
    return switch (this) {
      case HAPROXY -> proxy(lab, Proxy.HAPROXY, "");
      case HAPROXY_NOLINGER -> proxy(lab, Proxy.HAPROXY, "option nolinger");
      case HAPROXY_AS_CLIENT -> transparent(lab, "clientip");
      case HAPROXY_AS_CLIENTS_PORT -> transparent(lab, "client");
      case NGINX -> proxy(lab, Proxy.NGINX, "");
      case NGINX_HALF_CLOSE -> proxy(lab, Proxy.NGINX, "proxy_half_close on");
      case SOCAT -> forwarder(lab, Forwarder.SOCAT);
      case SSH -> forwarder(lab, Forwarder.SSH);
      case STUNNEL -> forwarder(lab, Forwarder.STUNNEL);
      case RESETS_DROPPED -> router.dropResets(DATA);
      case FINS_DROPPED -> router.dropFinsFrom(DATA);
      case RESPONDERS_FINS_REJECTED -> router.rejectFinsFrom(DATA);
      case INITIATORS_FINS_REJECTED -> router.rejectFinsTo(DATA);
      case RESETS_INJECTED -> {
        hosts.longer().weather(Weather.steady(Duration.ofMillis(2)));
        hosts.longer().injectResetsBehindFinsFrom(DATA);
        yield () -> {
          hosts.longer().injectResetsBehindFinsFrom(0);
          hosts.longer().weather(Weather.steady(TwoHosts.EACH_WAY));
        };
      }
      case MTU_HOLE -> router.dropLargerThan(HOLE_BYTES, DATA);
      case SYN_PROXY -> router.proxySyns(DATA);
      case FLOWS_FORGOTTEN_SILENTLY -> router.forgetForwardedFlows(DATA, 1, "drop");
      case FLOWS_FORGOTTEN_WITH_RESET ->
          router.forgetForwardedFlows(DATA, 1, "reject with tcp reset");
      case PROXY_HEADER -> {
        Needs.success(Proxy.HAPROXY.trial());
        yield Proxy.HAPROXY.startWithProxyHeader(router, lab.directory(), DATA, responder(lab));
      }
      case DEAD_BACKEND -> {
        Needs.success(Proxy.HAPROXY.trial());
        yield Proxy.HAPROXY.start(
            router, lab.directory(), DATA, new InetSocketAddress(lab.host("b").v4(), 8099));
      }
    };
  }

  private static InetSocketAddress responder(PathLab lab) {
    return new InetSocketAddress(lab.host("b").v4(), DATA);
  }

  private static Daemon proxy(PathLab lab, Proxy proxy, String option) {
    Needs.success(proxy.trial());
    return proxy.startWith(option, lab.router(), lab.directory(), DATA, responder(lab));
  }

  /** The responder sees the initiator's own address, so the connection looks direct to it. */
  private static AutoCloseable transparent(PathLab lab, String whose) {
    Daemon proxy = proxy(lab, Proxy.HAPROXY, "source 0.0.0.0 usesrc " + whose);
    Rule back = lab.router().takeBack(DATA);
    return () -> {
      back.close();
      proxy.close();
    };
  }

  private static AutoCloseable forwarder(PathLab lab, Forwarder forwarder) {
    forwarder.commands().forEach(Needs::command);
    return forwarder.start(lab.router(), lab.host("b"), lab.directory(), DATA, responder(lab));
  }
}
