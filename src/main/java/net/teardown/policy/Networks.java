package net.teardown.policy;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;

/** Parses and formats addresses and networks, each in a single notation. */
final class Networks {

  private static final IPAddressGenerator GENERATOR = new IPAddressGenerator();

  private static final IPAddressStringParameters STRICT = strict();

  private Networks() {}

  /**
   * Parses an address or network: four decimal parts, or IPv6 in any spelling, without a zone.
   *
   * @throws AddressStringException if the text isn't one in that notation
   */
  static IPAddress parse(String text) throws AddressStringException {
    return new IPAddressString(text, STRICT).toAddress();
  }

  /** An address without its scope. */
  static IPAddress of(InetAddress address) {
    return GENERATOR.from(address.getAddress());
  }

  /** The canonical text of RFC 5952. */
  static String text(InetAddress address) {
    return of(address).toCanonicalString();
  }

  private static IPAddressStringParameters strict() {
    IPAddressStringParameters.Builder all =
        new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowPrefixOnly(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .allow_inet_aton(false);
    all.getIPv4AddressParametersBuilder()
        .allowBinary(false)
        .allowLeadingZeros(false)
        .allowPrefixesBeyondAddressSize(false);
    all.getIPv6AddressParametersBuilder()
        .allowBase85(false)
        .allowZone(false)
        .allowBinary(false)
        .allowPrefixesBeyondAddressSize(false);
    return all.toParams();
  }
}
