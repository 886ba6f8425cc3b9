package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import net.teardown.experiment.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTests {

  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final List<String> asked = new ArrayList<>();
  private final Map<String, List<String>> zone =
      Map.of(
          "probe-b", List.of("10.1.2.3"),
          "two.example", List.of("192.0.2.1", "10.1.2.3"),
          "metadata.example", List.of("169.254.169.254"),
          "mapped.example", List.of("::ffff:169.254.169.254"));

  @Test
  void onlyThisHostMayBeATargetUnlessToldOtherwise() {
    Policy policy = policy(Allowance.LOOPBACK);

    assertThat(data(policy, "127.0.0.1")).isEqualTo("127.0.0.1:8007");
    assertThat(data(policy, "::1")).isEqualTo("[0:0:0:0:0:0:0:1]:8007");
    assertThat(data(policy, "127.255.0.9")).isEqualTo("127.255.0.9:8007");
    assertThat(denied(policy, "10.1.2.3"))
        .hasMessage(
            "10.1.2.3, port 8007, is not allowed as a target. Add 10.1.2.3 to"
                + " teardown.policy.allow (TEARDOWN_POLICY_ALLOW)");
  }

  @Test
  void whatIsSetTakesTheDefaultsPlace() {
    Policy policy = policy("10.0.0.0/8");

    assertThat(data(policy, "10.255.255.255")).isEqualTo("10.255.255.255:8007");
    denied(policy, "127.0.0.1");
    denied(policy, "11.0.0.0");
  }

  @Test
  void aNameAllowsItsAddressesOnlyToWhoNamesItSo() {
    Policy policy = policy("probe-b");

    assertThat(data(policy, "probe-b")).isEqualTo("10.1.2.3:8007");
    assertThat(data(policy, "Probe-B")).isEqualTo("10.1.2.3:8007");
    denied(policy, "10.1.2.3");
    assertThat(denied(policy, "two.example").getMessage())
        .contains("two.example (192.0.2.1)", "'two.example' or '192.0.2.1'");
  }

  @Test
  void aPortNarrowsAnEntryForDataAndForControl() {
    Policy policy = policy("10.0.0.0/8:8007", "[fd00::/8]:8007", "probe-b:8080");
    Target byAddress = target("10.1.2.3", 8007, "http://10.1.2.3:8080");

    assertThat(catchThrowableOfType(TargetDenied.class, () -> policy.responder(byAddress, WITHIN)))
        .satisfies(denied -> assertThat(denied.field()).isEqualTo("responderUrl"))
        .hasMessageContaining("port 8080");
    assertThat(policy.responder(target("10.1.2.3", 8007, "http://probe-b:8080"), WITHIN))
        .isInstanceOf(AllowedTarget.Responder.class);
    assertThat(policy.responder(target("fd00::7", 8007, "http://probe-b:8080"), WITHIN))
        .hasToString("[fd00:0:0:0:0:0:0:7]:8007");
    assertThatThrownBy(
            () -> policy.responder(target("10.1.2.3", 22, "http://probe-b:8080"), WITHIN))
        .isInstanceOf(TargetDenied.class)
        .hasMessageContaining("port 22");
  }

  @Test
  void ofSeveralAddressesTheFirstAllowedOneIsTaken() {
    assertThat(data(policy("10.0.0.0/8"), "two.example")).isEqualTo("10.1.2.3:8007");
    assertThat(data(policy("two.example"), "two.example")).isEqualTo("192.0.2.1:8007");
  }

  @Test
  void aNameIsResolvedOnceForDataAndControl() {
    AllowedTarget.Responder responder =
        (AllowedTarget.Responder)
            policy("10.0.0.0/8").responder(target("probe-b", 8007, "http://PROBE-B:8080"), WITHIN);

    assertThat(responder.controlAddress()).isEqualTo(responder.data().getAddress());
    assertThat(asked).containsExactly("probe-b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "2852039166",
        "169.254.43518",
        "169.16689662",
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "metadata.example",
        "mapped.example",
        "169.254.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "224.0.0.1",
        "ff02::1",
        "0.0.0.0",
        "0",
        "::",
        "::ffff:0.0.0.0",
        "0.1.2.3",
        "255.255.255.255",
        "2002:e000:1::1"
      })
  void someAddressesAreNeverTargetsInWhateverNotation(String host) {
    Policy open =
        policy("0.0.0.0/0", "::/0", "169.254.169.254", "fe80::/10", "metadata.example", host(host));

    assertThatThrownBy(() -> open.responder(target(host, 8007, "http://10.1.2.3:8080"), WITHIN))
        .isInstanceOf(TargetDenied.class)
        .hasMessageContaining("may never be a target");
    if (URI.create("http://" + bracketed(host)).getHost() == null) {
      return; // No URL can say it so.
    }
    assertThatThrownBy(() ->
            open.responder(target("10.1.2.3", 8007, "http://" + bracketed(host) + ":8080"), WITHIN))
        .isInstanceOf(TargetDenied.class)
        .extracting(e -> ((TargetDenied) e).field())
        .isEqualTo("responderUrl");
  }

  /** What the resolver of this host takes for no address is none: nobody is connected to. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0251.0376.0251.0376", "0xA9FEA9FE", "0xa9.0xfe.0xa9.0xfe", "169.254.169.254."})
  void notationsThatTheResolverDoesNotReadLeadNowhere(String host) {
    assertThat(policy("0.0.0.0/0").responder(target(host, 8007, "http://10.1.2.3:8080"), WITHIN))
        .isInstanceOf(AllowedTarget.Unresolved.class);
  }

  @Test
  void aResolverThatIsSilentIsNotWaitedForLonger() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Policy policy =
        new Policy(
            List.of("slow.example"),
            _ -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new InetAddress[0];
            });

    AllowedTarget target =
        policy.responder(
            target("slow.example", 8007, "http://slow.example:8080"), Duration.ofMillis(100));

    assertThat(target)
        .isInstanceOfSatisfying(
            AllowedTarget.Unresolved.class,
            unresolved ->
                assertThat(unresolved.why()).isEqualTo("the resolver was silent for 100 ms"));
    never.countDown();
  }

  @Test
  void whereTheFarEndSaysItListensIsCheckedToo() {
    Policy policy = policy("10.0.0.0/8:8007", "10.0.0.0/8:8080");
    AllowedTarget.Responder responder =
        (AllowedTarget.Responder)
            policy.responder(target("10.1.2.3", 8007, "http://10.9.9.9:8080"), WITHIN);

    assertThat(policy.direct(responder, 8007)).hasToString("10.9.9.9:8007");
    assertThatThrownBy(() -> policy.direct(responder, 22))
        .isInstanceOf(TargetDenied.class)
        .hasMessageContaining("10.9.9.9, port 22");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.3/8 | has bits beyond its prefix: write 10.0.0.0/8",
        "10.0.0.0/33 | prefix length that is not 0 to 32",
        "fd00::/129 | prefix length that is not 0 to 128",
        "10.0.0 | is no address",
        "300.1.1.1 | is no address",
        "http://probe-b | is no address",
        "probe-b:0 | port that is not 1 to 65535",
        "*.example | is no address",
        "'' | is no address"
      })
  void aBrokenEntryStopsTheStartAndNamesTheFix(String entry, String fix) {
    assertThatThrownBy(() -> policy(entry))
        .isInstanceOf(BrokenAllowance.class)
        .hasMessageContaining("'%s'".formatted(entry))
        .hasMessageContaining(fix);
  }

  private Policy policy(String... entries) {
    return new Policy(List.of(entries), this::resolve);
  }

  /** Names of this test's own; everything else as the host resolves it. */
  private InetAddress[] resolve(String host) throws UnknownHostException {
    asked.add(host);
    List<String> addresses = zone.get(host.toLowerCase(java.util.Locale.ROOT));
    if (addresses == null) {
      return InetAddress.getAllByName(host);
    }
    InetAddress[] found = new InetAddress[addresses.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.ofLiteral(addresses.get(i));
    }
    return found;
  }

  private static String data(Policy policy, String host) {
    return policy
        .responder(target(host, 8007, "http://" + bracketed(host) + ":8080"), WITHIN)
        .toString();
  }

  private static TargetDenied denied(Policy policy, String host) {
    return catchThrowableOfType(TargetDenied.class, () -> data(policy, host));
  }

  private static Target target(String host, int port, String url) {
    return new Target(host, port, URI.create(url));
  }

  private static String host(String host) {
    return host.contains(":") || host.matches("[0-9.]+") ? "10.0.0.0/8" : host;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
