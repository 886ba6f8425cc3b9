package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import net.teardown.experiment.spec.AddressFamily;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.spec.Target;
import net.teardown.instance.OwnPorts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PolicyTests {

  private static final Duration WITHIN = Duration.ofSeconds(5);

  private static final JsonMapper JSON = new JsonMapper();

  /** Names that the tests can't put into the real DNS. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "probe-b", List.of("10.1.2.3"),
          "probe-b.example", List.of("10.1.2.3"),
          "probe-b.example.", List.of("10.1.2.3"),
          "probe_b", List.of("10.1.2.3"),
          "both", List.of("fd00::7", "10.1.2.3", "10.1.2.4"),
          "four", List.of("10.1.2.3"),
          "rebound", List.of("169.254.169.254"),
          "half-rebound", List.of("169.254.169.254", "10.1.2.3"),
          "elsewhere", List.of("192.0.2.1"));

  /** This host's addresses. */
  private static final List<String> HERE = List.of("10.0.0.1", "fd00::1");

  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  @Test
  void onlyLoopbackMayBeATargetUnlessToldOtherwise() {
    Policy policy = allowing("loopback");

    assertThat(data(policy, "127.0.0.1")).isEqualTo(address("127.0.0.1"));
    assertThat(data(policy, "127.9.9.9")).isEqualTo(address("127.9.9.9"));
    assertThat(data(policy, "::1")).isEqualTo(address("::1"));
    assertThat(data(policy, "localhost").isLoopbackAddress()).isTrue();
    assertThat(responder(policy, "127.1", "http://[::1]").data().getAddress())
        .isEqualTo(address("127.0.0.1"));
    assertThat(data(policy, "::ffff:127.0.0.1")).isEqualTo(address("127.0.0.1"));
    for (String host : List.of("10.1.2.3", "8.8.8.8", "fd00::7", "2001:db8::1", "probe-b")) {
      assertThat(denied(policy, host).getMessage())
          .startsWith("'targetHost' must be an allowed target");
    }
  }

  @Test
  void anAddressThatWasFoundByAnAllowedNameIsAllowed() {
    Policy policy = allowing("probe-b:8007", "probe-b:8080");
    Spec there =
        SpecDraft.read(
                JSON.readValue("{\"bytesSent\": 5, \"targetHost\": \"10.1.2.3\"}", Object.class))
            .toSpec();

    for (String name : List.of("probe-b", "Probe-B.")) {
      assertThat(
              ((AllowedTarget.Responder) policy.target(there, Author.CALLER, name))
                  .data()
                  .getAddress())
          .isEqualTo(address("10.1.2.3"));
    }
    assertThat(catchThrowableOfType(TargetDenied.class, () -> policy.target(there, Author.CALLER)))
        .hasMessageContaining("add 10.1.2.3 to");
    assertThat(
            catchThrowableOfType(
                TargetDenied.class, () -> policy.target(there, Author.CALLER, "probe-c")))
        .hasMessageContaining("probe-c (10.1.2.3)")
        .hasMessageContaining("add probe-c to");
  }

  @Test
  void whatIsSetReplacesTheDefault() {
    assertThat(denied(allowing("10.0.0.0/8"), "127.0.0.1").getMessage())
        .endsWith("add 127.0.0.1 to teardown.policy.allow");
    assertThat(denied(allowing(), "127.0.0.1").address()).isEqualTo("127.0.0.1");
    assertThat(allowing().loopback().address()).isEqualTo(address("127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "169.254.255.255",
        "2852039166",
        "169.254.43518",
        "169.16689662",
        "::ffff:169.254.169.254",
        "::FFFF:A9FE:A9FE",
        "0:0:0:0:0:ffff:a9fe:a9fe",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:1",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b::6464:64c8",
        "64:ff9b::e000:1",
        "2002:a9fe:a9fe::1",
        "2002:0:1::",
        "2001:0:a9fe:a9fe::1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "FD00:0EC2:0:0:0:0:0:0254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fe80::1",
        "fe80::a9fe:a9fe",
        "febf:ffff::1",
        "0.0.0.0",
        "0",
        "0.0.0.1",
        "0.255.255.255",
        "::",
        "::0.0.0.0",
        "::ffff:0.0.0.0",
        "224.0.0.1",
        "239.255.255.255",
        "ff02::1",
        "ff0e::1",
        "255.255.255.255",
        "4294967295",
        "::255.255.255.255",
        "rebound"
      })
  void someAddressesAreNeverATargetHoweverTheyAreWritten(String host) {
    Policy policy =
        allowing("0.0.0.0/0", "::/0", "loopback", "rebound", "169.254.169.254", "fe80::/10");

    TargetDenied asData = denied(policy, host);
    assertThat(asData.field()).isEqualTo("targetHost");
    assertThat(asData.getMessage()).contains("never may be a target");
    assertThat(asData.getMessage()).contains(asData.address());

    String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":8080";
    if (URI.create(url).getHost() == null) {
      assertThatThrownBy(() -> target("10.1.2.3", url)).isInstanceOf(InvalidSpec.class);
    } else {
      TargetDenied asControl = denied(policy, "10.1.2.3", url);
      assertThat(asControl.field()).isEqualTo("responderUrl");
      assertThat(asControl.getMessage()).contains("never may be a target");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fe80::1%25lo", "fe80::1%251", "::1%25lo", "::1%lo", "::1%1", "fd00::7%25x"})
  void anAddressOfOneInterfaceControlsNothing(String host) {
    TargetDenied denied =
        denied(allowing("0.0.0.0/0", "::/0"), "10.1.2.3", "http://[" + host + "]:8080");

    assertThat(denied.field()).isEqualTo("responderUrl");
    assertThat(denied.getMessage()).contains(host).contains("an address of one interface");
    assertThat(asked).as("nobody is asked what it is").isSubsetOf("10.1.2.3");
  }

  /**
   * For some texts that other parsers accept the JDK throws; for the others it asks the resolver.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0251.0376.0251.0376",
        "0169.254.169.254",
        "0xa9.0xfe.0xa9.0xfe",
        "0xA9FEA9FE",
        "0x7f.1",
        "169.254.169.254.",
        "4294967296",
        "256.1.1.1",
        "a..b",
        "..."
      })
  void whatThisPlatformReadsAsNoAddressIsConnectedToByNobody(String host) {
    AllowedTarget target =
        Policy.allowing("loopback")
            .responder(new Target(host, 8007, URI.create("http://127.0.0.1:8080")), WITHIN);

    assertThat(target)
        .isInstanceOfSatisfying(
            AllowedTarget.Unresolved.class,
            unresolved -> {
              assertThat(unresolved.host()).isEqualTo(host);
              assertThat(unresolved.why()).isEqualTo("stands for no address");
            });
  }

  @Test
  void aPartWithALeadingZeroIsDecimalAndCheckedAsWhatIsConnectedTo() {
    Policy policy = allowing("10.0.0.0/8", "loopback");

    assertThat(data(policy, "010.1.2.3")).isEqualTo(address("10.1.2.3"));
    assertThat(denied(policy, "0177.0.0.1").address()).isEqualTo("177.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "1.0.0.0",
        "255.255.255.254",
        "100.100.100.201",
        "fec0::1",
        "fd00:ec2::255",
        "2002:a00:1::1",
        "64:ff9b::10.1.2.3",
        "::2:0:0:0",
        "2001:db8::1",
        "::1"
      })
  void theirNeighboursMayBe(String host) {
    assertThat(data(allowing("0.0.0.0/0", "::/0"), host)).isEqualTo(address(host));
  }

  @Test
  void anAddressThatResolvesToOneInterfaceIsNoTarget() throws UnknownHostException {
    InetAddress scoped = Inet6Address.getByAddress("scoped", address("::1").getAddress(), 1);
    Policy policy = policy(List.of("loopback"), _ -> new InetAddress[] {scoped});

    assertThat(denied(policy, "scoped").getMessage()).contains("an address of one interface");
  }

  @Test
  void aDenialNamesTheAddressAndTheEntryThatWouldAllowIt() {
    assertThat(denied(allowing("loopback"), "10.1.2.3"))
        .hasMessage(
            "'targetHost' must be an allowed target, which 10.1.2.3 on port 8007 is not: add"
                + " 10.1.2.3 to teardown.policy.allow");
    assertThat(denied(allowing("loopback"), "FD00:0::7").violation().message())
        .isEqualTo(
            "must be an allowed target, which fd00::7 on port 8007 is not: add fd00::7 to"
                + " teardown.policy.allow");
    assertThat(denied(allowing("loopback"), "probe-b"))
        .hasMessageContaining("which probe-b (10.1.2.3) on port 8007 is not")
        .hasMessageEndingWith("add probe-b to teardown.policy.allow");
    assertThat(denied(allowing("10.0.0.0/8:9"), "10.1.2.3"))
        .hasMessageEndingWith("add 10.1.2.3:8007 to teardown.policy.allow");
    assertThat(denied(allowing("[fd00::/8]:9"), "fd00::7"))
        .hasMessageEndingWith("add [fd00::7]:8007 to teardown.policy.allow");
    assertThat(denied(allowing("probe-b:8080"), "probe-b"))
        .hasMessageEndingWith("add probe-b:8007 to teardown.policy.allow");
    assertThat(denied(allowing("0.0.0.0/0"), "rebound"))
        .hasMessage(
            "'targetHost' can't be rebound (169.254.169.254): that is a cloud's metadata service,"
                + " which never may be a target, whatever teardown.policy.allow says");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, http://10.1.2.3:8080",
    "fd00::7, http://[fd00::7]:8080",
    "probe-b, http://probe-b:8080",
    "probe_b, http://probe-b:8080",
    "PROBE-B.example, http://probe-b.EXAMPLE.",
    "10.1.2.3, https://[fd00::7]/behind/a/proxy"
  })
  void theEntryThatADenialNamesIsTheOneThatAllows(String host, String url) {
    List<String> entries = new ArrayList<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      Policy policy = allowing(entries.toArray(String[]::new));
      try {
        assertThat(policy.responder(target(host, url), WITHIN))
            .isInstanceOf(AllowedTarget.Responder.class);
        assertThat(entries).isNotEmpty();
        return;
      } catch (TargetDenied e) {
        String added =
            e.violation().message().replaceAll(".*add (\\S+) to teardown.policy.allow$", "$1");
        assertThat(added).as(e.violation().message()).isNotEqualTo(e.violation().message());
        entries.add(added);
      }
    }
    throw new AssertionError("still denied with " + entries);
  }

  @Test
  void anEntryWithAPortIsForThatPortAlone() {
    Policy policy = allowing("10.0.0.0/8:8007", "10.0.0.0/8:8080");

    assertThat(data(policy, "10.1.2.3")).isEqualTo(address("10.1.2.3"));
    assertThat(denied(policy, "10.1.2.3", "http://10.1.2.3:9090").field())
        .isEqualTo("responderUrl");
    assertThat(denied(policy, "10.1.2.3", "http://10.1.2.3")).hasMessageContaining("on port 80 ");
    assertThat(denied(policy, "10.1.2.3", "https://10.1.2.3")).hasMessageContaining("on port 443 ");
    assertThatThrownBy(() ->
            policy.responder(
                new Target("10.1.2.3", 22, URI.create("http://10.1.2.3:8080")), WITHIN))
        .isInstanceOf(TargetDenied.class)
        .hasMessageContaining("on port 22 ");
  }

  @Test
  void whereTheResponderIsControlledIsHeldToTheSame() {
    Policy policy = allowing("10.0.0.0/8", "elsewhere");

    for (String url :
        List.of(
            "http://192.0.2.1:8080", "http://192.0.2.1:8080/10.1.2.3", "HTTPS://192.0.2.1:8080")) {
      TargetDenied denied = denied(policy, "10.1.2.3", url);
      assertThat(denied.field()).isEqualTo("responderUrl");
      assertThat(denied.address()).isEqualTo("192.0.2.1");
      assertThat(denied.violation().field()).isEqualTo("responderUrl");
    }
    AllowedTarget.Responder responder =
        responder(policy, "10.1.2.3", "http://elsewhere:8080/behind");
    assertThat(responder.data()).isEqualTo(new InetSocketAddress(address("10.1.2.3"), 8007));
    assertThat(responder.control()).isEqualTo(URI.create("http://elsewhere:8080/behind"));
    assertThat(responder.controlAddress()).isEqualTo(address("192.0.2.1"));
  }

  @Test
  void aNameAllowsWhatItStandsForOnlyToThoseWhoSayIt() {
    Policy policy = allowing("probe-b.example");

    assertThat(data(policy, "probe-b.example")).isEqualTo(address("10.1.2.3"));
    assertThat(data(policy, "Probe-B.Example.")).isEqualTo(address("10.1.2.3"));
    assertThat(denied(policy, "10.1.2.3").address()).isEqualTo("10.1.2.3");
    assertThat(denied(policy, "probe-b").address()).isEqualTo("10.1.2.3");
  }

  @Test
  void ofSeveralAddressesItIsTheFirstThatIsAllowed() {
    assertThat(data(allowing("0.0.0.0/0", "::/0"), "both")).isEqualTo(address("fd00::7"));
    assertThat(data(allowing("10.0.0.0/8"), "both")).isEqualTo(address("10.1.2.3"));
    assertThat(data(allowing("10.1.2.4"), "both")).isEqualTo(address("10.1.2.4"));
    assertThat(data(allowing("0.0.0.0/0"), "half-rebound")).isEqualTo(address("10.1.2.3"));
    assertThat(denied(allowing("loopback"), "half-rebound"))
        .hasMessageContaining("half-rebound (10.1.2.3)");
    assertThat(denied(allowing("loopback"), "both").address()).isEqualTo("fd00::7");
  }

  @Test
  void dataAndControlOfOneNameGoToOneAddressThatMayBeBoth() {
    AllowedTarget.Responder responder =
        responder(allowing("10.1.2.3:8007", "10.1.2.4"), "both", "http://BOTH.:8080");

    assertThat(responder.data().getAddress()).isEqualTo(address("10.1.2.4"));
    assertThat(responder.controlAddress()).isSameAs(responder.data().getAddress());
    assertThat(asked).containsExactly("both");
    assertThat(
            denied(allowing("10.1.2.3:8007", "10.1.2.4:8080"), "both", "http://both:8080").field())
        .isEqualTo("responderUrl");
  }

  @Test
  void eachNameIsLookedUpOnce() {
    responder(allowing("0.0.0.0/0"), "probe-b", "http://elsewhere:8080");

    assertThat(asked).containsExactlyInAnyOrder("probe-b", "elsewhere");
  }

  @Test
  void aNameThatStandsForNothingIsNobodyToConnectTo() {
    Policy policy = allowing("0.0.0.0/0", "nobody");

    assertThat(policy.responder(target("nobody", "http://10.1.2.3"), WITHIN))
        .isInstanceOf(AllowedTarget.Unresolved.class)
        .hasToString("nobody stands for no address");
    assertThat(policy.responder(target("10.1.2.3", "http://no-control"), WITHIN))
        .hasToString("no-control stands for no address");
    assertThat(denied(allowing("loopback"), "nobody", "http://10.1.2.3:8080").field())
        .as("a denial is told even where the other name stands for nothing")
        .isEqualTo("responderUrl");
  }

  @Test
  void aResolverThatHangsHoldsNobodyUp() {
    CountDownLatch never = new CountDownLatch(1);
    Policy policy =
        policy(
            List.of("loopback"),
            _ -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return new InetAddress[0];
            });
    long begun = System.nanoTime();

    AllowedTarget target =
        policy.responder(target("slow", "http://slower:8080"), Duration.ofMillis(150));

    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(target).hasToString("slow was not resolved in time");
    assertThat(waited).isBetween(Duration.ofMillis(150), Duration.ofSeconds(3));
    never.countDown();
  }

  @Test
  void straightToTheResponderIsHeldToTheSameOnThePortThatItNames() {
    Policy policy = allowing("elsewhere", "10.1.2.3:8080", "10.1.2.3:8007");
    AllowedTarget.Responder through = responder(policy, "elsewhere", "http://10.1.2.3:8080");

    AllowedTarget.Responder direct = policy.direct(through, 8007);
    assertThat(direct.data()).isEqualTo(new InetSocketAddress(address("10.1.2.3"), 8007));
    assertThat(direct.control()).isEqualTo(through.control());
    assertThat(direct.controlAddress()).isEqualTo(through.controlAddress());
    assertThatThrownBy(() -> policy.direct(through, 22))
        .isInstanceOf(TargetDenied.class)
        .hasMessageStartingWith("'responderUrl' ")
        .hasMessageEndingWith("add 10.1.2.3:22 to teardown.policy.allow");
    for (int port : new int[] {0, -1, 65536, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> policy.direct(through, port))
          .isInstanceOf(TargetDenied.class)
          .hasMessageContaining("port %d: there is no such port", port);
    }
  }

  @Test
  void aNameThatAllowsTheControlAllowsTheWayStraightThere() {
    Policy policy = allowing("probe-b", "elsewhere");
    AllowedTarget.Responder through = responder(policy, "elsewhere", "http://probe-b:8080");
    asked.clear();

    assertThat(policy.direct(through, 8007).data().getAddress()).isEqualTo(address("10.1.2.3"));
    assertThat(asked).isEmpty();
  }

  @Test
  void theEntriesAreTold() {
    assertThat(allowing("Loopback", "FD00::/8", "10.0.0.0/8:8007").allowed())
        .containsExactly("loopback", "fd00::/8", "10.0.0.0/8:8007");
  }

  @ParameterizedTest
  @CsvSource({
    "ANY,         ,         fd00::7",
    "PREFER_IPV4, ,         10.1.2.3",
    "PREFER_IPV6, ,         fd00::7",
    "ONLY_IPV4,   ,         10.1.2.3",
    "ONLY_IPV6,   ,         fd00::7",
    "ANY,         10.0.0.1, 10.1.2.3",
    "PREFER_IPV6, 10.0.0.1, 10.1.2.3",
    "PREFER_IPV4, fd00::1,  fd00::7"
  })
  void theFamilyAndTheSourceDecideWhichOfANamesAddressesIsTried(
      AddressFamily family, @Nullable String source, String tried) {
    Policy policy = allowing("10.0.0.0/8", "fd00::/8");

    for (boolean server : List.of(true, false)) {
      AllowedTarget target = policy.target(routed("both", family, source, server), Author.CALLER);

      assertThat(target.connectsTo()).contains(address(tried));
      assertThat(target.named())
          .isEqualTo(new ResolvedName(tried, List.of("fd00::7", "10.1.2.3", "10.1.2.4")));
      target
          .asResponder()
          .ifPresent(responder -> assertThat(responder.controlAddress()).isEqualTo(address(tried)));
    }
    assertThat(asked).containsExactly("both", "both");
  }

  @Test
  void aPreferenceTakesWhatIsAllowedAndARestrictionIsDenied() {
    Policy six = allowing("fd00::/8");

    assertThat(six.target(routed("both", AddressFamily.PREFER_IPV4, null, true), Author.CALLER))
        .extracting(AllowedTarget::connectsTo)
        .isEqualTo(Optional.of(address("fd00::7")));
    assertThat(
            catchThrowableOfType(
                TargetDenied.class,
                () ->
                    six.target(routed("both", AddressFamily.ONLY_IPV4, null, true), Author.CALLER)))
        .hasMessageContaining("both (10.1.2.3)");
  }

  /** What the name stands for is the network's word, not the caller's mistake. */
  @Test
  void aNameWithoutAnAddressOfTheFamilyIsNotResolved() {
    Policy policy = allowing("10.0.0.0/8", "fd00::/8");

    for (boolean server : List.of(true, false)) {
      assertThat(
              policy.target(routed("four", AddressFamily.ONLY_IPV6, null, server), Author.CALLER))
          .hasToString("four has no address of IPv6 (addressFamily ONLY_IPV6), but 10.1.2.3");
      assertThat(policy.target(routed("four", AddressFamily.ANY, "fd00::1", server), Author.CALLER))
          .hasToString("four has no address of IPv6 (sourceAddress fd00::1), but 10.1.2.3");
      assertThat(
              catchThrowableOfType(
                  TargetDenied.class,
                  () ->
                      allowing("fd00::/8")
                          .target(
                              routed("four", AddressFamily.ONLY_IPV6, null, server),
                              Author.CALLER)))
          .hasMessageContaining("four (10.1.2.3)");
    }
  }

  @Test
  void theFamilyIsThatOfTheTestConnectionAlone() {
    Policy policy = allowing("10.0.0.0/8", "fd00::/8");
    Spec spec =
        SpecDraft.of(SpecFields.BYTES_SENT, 5)
            .with(SpecFields.TARGET_HOST, "both")
            .with(SpecFields.RESPONDER_URL, "http://four:8080")
            .with(SpecFields.ADDRESS_FAMILY, AddressFamily.ONLY_IPV6)
            .toSpec();

    AllowedTarget.Responder responder =
        policy.target(spec, Author.CALLER).asResponder().orElseThrow();

    assertThat(responder.data().getAddress()).isEqualTo(address("fd00::7"));
    assertThat(responder.controlAddress()).isEqualTo(address("10.1.2.3"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.9.9.9,  10.1.2.3, 'must be an address of this host, which 10.9.9.9 isn''t'",
    "fd00::9,   fd00::7,  'must be an address of this host, which fd00::9 isn''t'",
    "127.0.0.2, 10.1.2.3, must not be a loopback address towards 10.1.2.3"
  })
  void aSourceThatCannotBeIsAMistakeOfTheRequest(String source, String host, String message) {
    Policy policy = allowing("10.0.0.0/8", "fd00::/8");

    for (boolean server : List.of(true, false)) {
      assertThat(
              catchThrowableOfType(
                  InvalidSpec.class,
                  () ->
                      policy.target(
                          routed(host, AddressFamily.ANY, source, server), Author.OPERATOR)))
          .hasMessageContaining(message)
          .extracting(refused -> refused.violations().getFirst().pointer())
          .isEqualTo("/sourceAddress");
    }
  }

  @Test
  void aSourceOfThisHostIsTaken() {
    Policy policy = allowing("loopback", "10.0.0.0/8");

    for (String host : List.of("10.1.2.3", "127.0.0.1", "10.0.0.1")) {
      assertThat(
              policy
                  .target(routed(host, AddressFamily.ANY, "10.0.0.1", true), Author.OPERATOR)
                  .connectsTo())
          .contains(address(host));
    }
    assertThat(
            policy
                .target(routed("10.0.0.1", AddressFamily.ANY, "127.0.0.2", true), Author.OPERATOR)
                .connectsTo())
        .contains(address("10.0.0.1"));
  }

  private static Spec routed(
      String host, AddressFamily family, @Nullable String source, boolean server) {
    SpecDraft draft =
        SpecDraft.of(SpecFields.BYTES_SENT, 5)
            .with(SpecFields.TARGET_HOST, host)
            .with(SpecFields.TARGET_PORT, 8007)
            .with(SpecFields.ADDRESS_FAMILY, family);
    SpecDraft from = source == null ? draft : draft.with(SpecFields.SOURCE_ADDRESS, source);
    return (server ? from.with(SpecFields.SERVER, true) : from).toSpec();
  }

  private Policy allowing(String... entries) {
    return policy(List.of(entries), this::resolve);
  }

  private static Policy policy(List<String> allow, Resolver resolver) {
    PolicyProperties properties = new PolicyProperties(allow, null);
    return new Policy(
        properties,
        new ConversePolicy(properties, true, new OwnPorts(), _ -> false),
        resolver,
        address -> address.isLoopbackAddress() || HERE.contains(Networks.text(address)));
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    asked.add(host);
    List<String> known = NAMES.get(AllowEntry.plain(host));
    return known == null
        ? InetAddress.getAllByName(host.startsWith("no") ? host + ".invalid" : host)
        : known.stream().map(PolicyTests::address).toArray(InetAddress[]::new);
  }

  private static Target target(String host, String url) {
    return SpecDraft.of(SpecFields.BYTES_SENT, 5)
        .with(SpecFields.TARGET_HOST, host)
        .with(SpecFields.RESPONDER_URL, url)
        .toSpec()
        .target()
        .orElseThrow();
  }

  private static InetAddress data(Policy policy, String host) {
    String inUrl = host.contains(":") ? "[" + host + "]" : host;
    return responder(policy, host, "http://" + inUrl + ":8080").data().getAddress();
  }

  private static AllowedTarget.Responder responder(Policy policy, String host, String url) {
    return (AllowedTarget.Responder) policy.responder(target(host, url), WITHIN);
  }

  private static TargetDenied denied(Policy policy, String host) {
    return denied(policy, host, "http://192.0.2.99:8080");
  }

  private static TargetDenied denied(Policy policy, String host, String url) {
    return catchThrowableOfType(
        TargetDenied.class, () -> policy.responder(target(host, url), WITHIN));
  }

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
