package net.teardown.policy;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;

/** Addresses and networks as this room writes and reads them: in one notation each, no other. */
final class Networks {

  private static final IPAddressGenerator GENERATOR = new IPAddressGenerator();

  private static final IPAddressStringParameters STRICT = strict();

  private Networks() {}

  /**
   * An address or network: four decimal parts, or IPv6 in any of its spellings; without zone.
   *
   * @throws AddressStringException if it isn't one in that notation
   */
  static IPAddress parse(String text) throws AddressStringException {
    return new IPAddressString(text, STRICT).toAddress();
  }

  /** The bytes of an address, without its scope. */
  static IPAddress of(InetAddress address) {
    return GENERATOR.from(address.getAddress());
  }

  /** As RFC 5952 writes it. */
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
