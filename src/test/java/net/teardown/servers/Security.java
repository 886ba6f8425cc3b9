package net.teardown.servers;

/** What a server speaks. */
enum Security {
  PLAINTEXT,
  /** With {@link TlsSide#CERTIFICATE}. */
  TLS,
  /** The same, and it trusts a client that shows this certificate too; no other is served. */
  CLIENT_CERTIFICATES;

  boolean tls() {
    return this != PLAINTEXT;
  }

  /** This part of a configuration where clients need a certificate; nothing elsewhere. */
  String ifClientsNeedOne(String part) {
    return this == CLIENT_CERTIFICATES ? part : "";
  }
}
