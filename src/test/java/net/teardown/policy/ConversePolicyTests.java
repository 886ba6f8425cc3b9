package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.instance.OwnPorts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests to which servers a caller's own bytes may be sent. */
class ConversePolicyTests {

  private static final SpecDraft TEXT = SpecDraft.of(SpecFields.TEXT, "x");
  private static final SpecDraft BASE64 = SpecDraft.of(SpecFields.BASE64, "eA==");
  private static final SpecDraft HEADERS = SpecDraft.of(SpecFields.HEADERS, Map.of("X-Any", "y"));
  private static final SpecDraft NO_WORDS = SpecDraft.of(SpecFields.HTTP, true);

  private final OwnPorts ports = new OwnPorts();
  private final Set<InetAddress> local = new HashSet<>();
  private boolean callersAreKnown = true;

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,       10.1.2.3, 80,  true",
    "10.0.0.0/8:80,    10.1.2.3, 80,  true",
    "10.0.0.0/8:80,    10.1.2.3, 81,  false",
    "10.0.0.0/8,       11.1.2.3, 80,  false",
    "mail.example,     mail.example, 25, true",
    "mail.example:25,  mail.example, 26, false",
    "mail.example,     10.1.2.3, 25,  false",
    "fd00::/8,         fd00::1,  80,  true",
    "loopback,         127.0.0.9, 80, true",
    "loopback,         10.1.2.3, 80,  false",
    "none,             10.1.2.3, 80,  false",
    "NONE,             127.0.0.1, 80, false"
  })
  void wordsGoToWhomConverseAllowsInTheWordsOfAllow(
      String converse, String host, int port, boolean may) {
    Policy policy = policy(List.of(converse));
    for (SpecDraft words : List.of(TEXT, BASE64, HEADERS)) {
      if (may) {
        assertThatCode(() -> ask(policy, words, host, port)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> ask(policy, words, host, port))
            .isInstanceOf(TargetDenied.class)
            .hasMessageStartingWith("'%s' may not be sent to ".formatted(field(words)))
            .hasMessageContaining("teardown.policy.converse");
      }
    }
    assertThatCode(() -> ask(policy, NO_WORDS, host, port)).doesNotThrowAnyException();
    assertThatCode(() -> ask(policy, null, host, port)).doesNotThrowAnyException();
  }

  @Test
  void withoutConverseItIsAsAllow() {
    assertThatCode(() -> ask(policy(null), TEXT, "10.1.2.3", 80)).doesNotThrowAnyException();
    assertThat(policy(null).mayBeToldAnything()).isEqualTo(policy(null).allowed());
  }

  @Test
  void converseOpensNothingThatAllowDoesNot() {
    assertThatThrownBy(() -> ask(policy(List.of("0.0.0.0/0")), TEXT, "192.0.2.1", 80))
        .hasMessageEndingWith("add 192.0.2.1 to teardown.policy.allow");
    assertThatThrownBy(() -> ask(policy(List.of("0.0.0.0/0")), TEXT, "169.254.169.254", 80))
        .hasMessageContaining("never may be a target");
  }

  @Test
  void ofSeveralAddressesTheFirstThatMayBeToldIsTheTarget() {
    AllowedTarget target = ask(policy(List.of("10.9.9.9")), TEXT, "several.example", 80);

    assertThat(((AllowedTarget.Server) target).address().getAddress().getHostAddress())
        .isEqualTo("10.9.9.9");
  }

  @Test
  void nobodyIsToldAnythingWhereAnybodyMayCall() {
    callersAreKnown = false;
    for (SpecDraft words : List.of(TEXT, BASE64, HEADERS)) {
      assertThatThrownBy(() -> ask(policy(null), words, "10.1.2.3", 80))
          .isInstanceOf(TargetDenied.class)
          .hasMessageStartingWith("'%s' ".formatted(field(words)))
          .hasMessageContaining("teardown.api.token")
          .hasMessageContaining("server.address");
    }
    assertThatCode(() -> ask(policy(null), NO_WORDS, "10.1.2.3", 80)).doesNotThrowAnyException();
    assertThat(policy(null).mayBeToldAnything()).isEmpty();
  }

  @Test
  void whatAnOperatorWroteGoesWhereverItIsAllowed() {
    callersAreKnown = false;
    ports.add(80, "HTTP port");
    local.add(InetAddress.ofLiteral("10.1.2.3"));
    Spec spec = spec(TEXT, "10.1.2.3", 80);

    AllowedTarget.Server target =
        (AllowedTarget.Server) policy(List.of("none")).target(spec, Author.OPERATOR);

    assertThatCode(() -> target.admit(spec)).doesNotThrowAnyException();
  }

  @Test
  void anAddressThatBecomesThisHostsOwnLaterIsRefusedWhenItIsRunAndWhenItIsAsked() {
    ports.add(8080, "HTTP port");
    Policy policy = policy(null);
    Spec spec = spec(TEXT, "10.1.2.3", 8080);
    AllowedTarget.Server before = (AllowedTarget.Server) policy.target(spec, Author.CALLER);
    assertThatCode(() -> before.admit(spec)).doesNotThrowAnyException();

    local.add(InetAddress.ofLiteral("10.1.2.3"));

    assertThatThrownBy(() -> before.admit(spec))
        .isInstanceOf(TargetDenied.class)
        .hasMessage(
            "'targetHost' can't be 10.1.2.3: port 8080 there is this instance's own HTTP port,"
                + " which is never sent a request of a caller's");
    assertThatThrownBy(() -> policy.target(spec, Author.CALLER)).isInstanceOf(TargetDenied.class);
    assertThatThrownBy(() -> ask(policy, NO_WORDS, "10.1.2.3", 8080))
        .as("a method and a path are enough")
        .isInstanceOf(TargetDenied.class);
    assertThatCode(() -> ask(policy, TEXT, "10.1.2.3", 8081)).doesNotThrowAnyException();
    assertThatCode(() -> ask(policy, null, "10.1.2.3", 8080)).doesNotThrowAnyException();
  }

  @Test
  void aTargetThatWasAllowedWithoutWordsIsNotSentAny() {
    AllowedTarget.Server silent =
        (AllowedTarget.Server)
            policy(List.of("none")).target(spec(null, "10.1.2.3", 80), Author.CALLER);

    assertThatThrownBy(() -> silent.admit(spec(TEXT, "10.1.2.3", 80)))
        .isInstanceOf(TargetDenied.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3/8", "http://x", "10.0.0.0/8:0"})
  void anEntryThatCantBeReadStopsTheStart(String entry) {
    assertThatThrownBy(() -> policy(List.of(entry)))
        .isInstanceOf(UnusableEntry.class)
        .hasMessageStartingWith("teardown.policy.converse: '%s' ".formatted(entry));
  }

  @Test
  void nobodyStandsAlone() {
    assertThatThrownBy(() -> policy(List.of("10.0.0.0/8", "none")))
        .hasMessageStartingWith("teardown.policy.converse: 'none' allows nobody");
    assertThat(policy(List.of()).mayBeToldAnything()).isEmpty();
  }

  /** Neither an interface nor a route makes another host's address local. */
  @Test
  void thisHostKnowsItsOwnAddresses() throws Exception {
    LocalAddresses here = LocalAddresses.ofThisHost();
    for (String own : new String[] {"127.0.0.1", "127.9.8.7", "::1", "0.0.0.0", "::"}) {
      assertThat(here.contain(InetAddress.ofLiteral(own))).as(own).isTrue();
    }
    for (var network : java.net.NetworkInterface.networkInterfaces().toList()) {
      network
          .inetAddresses()
          .forEach(address -> assertThat(here.contain(address)).as(address.toString()).isTrue());
    }
    for (String other : new String[] {"192.0.2.1", "2001:db8::1"}) {
      assertThat(here.contain(InetAddress.ofLiteral(other))).as(other).isFalse();
    }
  }

  private AllowedTarget ask(Policy policy, @Nullable SpecDraft words, String host, int port) {
    return policy.target(spec(words, host, port), Author.CALLER);
  }

  private Policy policy(@Nullable List<String> converse) {
    PolicyProperties properties =
        new PolicyProperties(
            List.of("loopback", "10.0.0.0/8", "11.0.0.0/8", "fd00::/8", "mail.example"), converse);
    return new Policy(
        properties,
        new ConversePolicy(properties, callersAreKnown, ports, local::contains),
        host ->
            switch (host) {
              case "mail.example" -> new InetAddress[] {InetAddress.ofLiteral("10.1.2.3")};
              case "several.example" ->
                  new InetAddress[] {
                    InetAddress.ofLiteral("192.0.2.1"),
                    InetAddress.ofLiteral("10.1.2.3"),
                    InetAddress.ofLiteral("10.9.9.9")
                  };
              default -> new InetAddress[] {InetAddress.ofLiteral(host)};
            },
        local::contains);
  }

  private static String field(SpecDraft words) {
    return words.equals(TEXT)
        ? "server.request.text"
        : words.equals(BASE64) ? "server.request.base64" : "server.request.http.headers";
  }

  private static Spec spec(@Nullable SpecDraft request, String host, int port) {
    SpecDraft said = request == null ? SpecDraft.of(SpecFields.BYTES_SENT, 5) : request;
    return said.with(SpecFields.SERVER, true)
        .with(SpecFields.TARGET_HOST, host)
        .with(SpecFields.TARGET_PORT, port)
        .toSpec();
  }
}
