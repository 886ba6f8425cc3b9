package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowEntryTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loopback                | loopback
          Loopback                | loopback
          loopback:8007           | loopback:8007
          10.0.0.0/8              | 10.0.0.0/8
          ' 10.0.0.0/8 '          | 10.0.0.0/8
          10.0.0.0/8:8007         | 10.0.0.0/8:8007
          10.1.2.3                | 10.1.2.3
          10.1.2.3/32             | 10.1.2.3/32
          10.1.2.3:1              | 10.1.2.3:1
          0.0.0.0/0               | 0.0.0.0/0
          ::/0                    | ::/0
          fd00::/8                | fd00::/8
          FD00:0::0/8             | fd00::/8
          [fd00::/8]              | fd00::/8
          [fd00::/8]:8007         | [fd00::/8]:8007
          ::1                     | ::1
          [::1]:65535             | [::1]:65535
          fd00::8007              | fd00::8007
          probe-b                 | probe-b
          Probe_B.Example.:8007   | probe_b.example:8007
          xn--bcher-kva.example   | xn--bcher-kva.example
          10.probe.example        | 10.probe.example
          0xprobe                 | 0xprobe
          """)
  void anEntryIsReadAndWrittenInOneNotation(String entry, String written) {
    assertThat(AllowEntry.parse("teardown.policy.allow", entry)).hasToString(written);
    assertThat(AllowEntry.parse("teardown.policy.allow", written)).hasToString(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.1.2.3/8             | write 10.0.0.0/8, or 10.1.2.3 for that host alone
          10.1.2.3/8:8007        | write 10.0.0.0/8, or 10.1.2.3 for that host alone
          fd00::1/8              | write fd00::/8, or fd00::1 for that host alone
          [fd00::1/8]:8007       | write fd00::/8, or fd00::1 for that host alone
          10.0.0.1/0             | write 0.0.0.0/0, or 10.0.0.1 for that host alone
          10.0.0.0/8:0           | must be 1 to 65535
          10.0.0.0/8:65536       | must be 1 to 65535
          10.0.0.0/8:            | must be 1 to 65535
          [::1]:http             | must be 1 to 65535
          probe-b:08007          | must be 1 to 65535
          probe-b:-1             | must be 1 to 65535
          ::ffff:10.0.0.0/104    | write it as IPv4
          ::ffff:10.0.0.1        | write it as IPv4
          """)
  void whatIsAlmostRightIsRefusedWithTheFix(String entry, String fix) {
    assertThatThrownBy(() -> AllowEntry.parse("teardown.policy.allow", entry))
        .isInstanceOf(UnusableEntry.class)
        .hasMessageStartingWith("teardown.policy.allow: '%s' ", entry)
        .hasMessageContaining(fix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.example",
        "http://probe-b",
        "probe-b/24",
        "probe-b:8007:8008",
        "probe b",
        ".example",
        "a..b",
        "b\u00fccher.example",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/",
        "/8",
        "10.0.0",
        "10.0.0.*",
        "10.0.0.1-5",
        "010.0.0.1",
        "0x0a.0.0.1",
        "2852039166",
        "0xa9fea9fe",
        "127.1",
        "256.0.0.1",
        "1.2.3.4.",
        "\uff11\uff10.0.0.1",
        "fd00::/129",
        "fe80::1%eth0",
        "fe80::%1/64",
        "[fd00::]/8",
        "[10.0.0.0/8]:8007",
        "[probe-b]:8007",
        "[::1",
        "2001:db8",
        "loopback/8"
      })
  void whatIsNoEntryIsRefusedWithWhatWouldBe(String entry) {
    assertThatThrownBy(() -> AllowEntry.parse("teardown.policy.allow", entry))
        .isInstanceOf(UnusableEntry.class)
        .hasMessageStartingWith("teardown.policy.allow: '%s' ", entry)
        .hasMessageContaining("10.0.0.0/8:8007");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.255", "::1"})
  void loopbackIsBothFamilies(String address) throws UnknownHostException {
    assertThat(
            AllowEntry.parse("teardown.policy.allow", "loopback")
                .isFor("", InetAddress.getByName(address)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"126.255.255.255", "128.0.0.0", "::2", "::127.0.0.1", "0.0.0.0", "::"})
  void nothingElseIsLoopback(String address) throws UnknownHostException {
    assertThat(
            AllowEntry.parse("teardown.policy.allow", "loopback")
                .isFor("loopback", InetAddress.getByName(address)))
        .isFalse();
  }

  @Test
  void aNameIsForWhoeverIsNamedSoAndForNobodyElse() throws UnknownHostException {
    AllowEntry entry = AllowEntry.parse("teardown.policy.allow", "k8s.example");
    InetAddress address = InetAddress.ofLiteral("10.1.2.3");

    assertThat(entry.isFor("k8s.example", address)).isTrue();
    assertThat(entry.isFor("K8S.Example.", address)).isTrue();
    assertThat(entry.isFor("x.k8s.example", address)).isFalse();
    assertThat(entry.isFor("k8s.example.evil", address)).isFalse();
    assertThat(entry.isFor("10.1.2.3", address)).isFalse();
    assertThat(entry.isFor("\u212a8s.example", address)).as("the Kelvin sign").isFalse();
    assertThat(entry.isFor("k8s.example\0", address)).isFalse();
    assertThat(entry.isFor("k8s.example..", address)).isFalse();
  }

  @Test
  void anEntryIsForItsPortOrForAll() {
    assertThat(AllowEntry.parse("teardown.policy.allow", "10.0.0.0/8:8007").isFor(8007)).isTrue();
    assertThat(AllowEntry.parse("teardown.policy.allow", "10.0.0.0/8:8007").isFor(8008)).isFalse();
    assertThat(AllowEntry.parse("teardown.policy.allow", "10.0.0.0/8").isFor(1)).isTrue();
  }

  /** The same by arithmetic: an address is in a network if both have the same prefix. */
  @Test
  void aNetworkHoldsTheAddressesThatShareItsPrefixAndNoOthers() throws UnknownHostException {
    Random random = new Random(8007);
    int inside = 0;
    for (int i = 0; i < 20_000; i++) {
      int bits = random.nextBoolean() ? 32 : 128;
      int prefix = random.nextInt(bits + 1);
      BigInteger network =
          new BigInteger(bits, random).shiftRight(bits - prefix).shiftLeft(bits - prefix);
      // Near the network's edges, where an error would show, or anywhere.
      BigInteger probe =
          switch (random.nextInt(4)) {
            case 0 -> network.subtract(BigInteger.ONE);
            case 1 -> network.add(BigInteger.ONE.shiftLeft(bits - prefix));
            case 2 -> network.add(new BigInteger(bits - prefix, random));
            default -> new BigInteger(bits, random);
          };
      if (probe.signum() < 0 || probe.bitLength() > bits || isMapped(network) || isMapped(probe)) {
        continue;
      }
      InetAddress base = address(network, bits);
      String cidr = base.getHostAddress() + "/" + prefix;
      boolean shares = probe.shiftRight(bits - prefix).equals(network.shiftRight(bits - prefix));
      inside += shares ? 1 : 0;

      assertThat(AllowEntry.parse("teardown.policy.allow", cidr).isFor("", address(probe, bits)))
          .as("%s in %s", probe.toString(16), cidr)
          .isEqualTo(shares);
    }
    assertThat(inside).isGreaterThan(3_000);
  }

  private static boolean isMapped(BigInteger address) {
    return address.shiftRight(32).equals(BigInteger.valueOf(0xffff));
  }

  private static InetAddress address(BigInteger number, int bits) throws UnknownHostException {
    byte[] bytes = new byte[bits / 8];
    byte[] shortest = number.toByteArray();
    int length = Math.min(shortest.length, bytes.length);
    System.arraycopy(shortest, shortest.length - length, bytes, bytes.length - length, length);
    return InetAddress.getByAddress(bytes);
  }
}
