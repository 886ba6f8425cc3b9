package net.teardown.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.teardown.tls.TlsStream.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests streams between two ends of ours, without a socket. */
class RecordSizeTests {

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aRecordIsAsLongAsItIsToldToBe(String protocol) {
    TlsStream client = TlsStream.between(true, protocol);
    TlsStream server = TlsStream.between(false, protocol);
    shakeHands(client, server);

    for (int bytes : new int[] {1, 5, 1000, 8192}) {
      assertThat(client.write(ByteBuffer.allocate(bytes))).isEqualTo(bytes);
      assertThat(client.outgoing().remaining()).isEqualTo(client.recordBytes(bytes));
      client.outgoing().position(client.outgoing().limit());
    }
  }

  @Test
  void roomForOneRecordTakesNothingOfTheNext() {
    TlsStream client = TlsStream.between(true, "TLSv1.3");
    TlsStream server = TlsStream.between(false, "TLSv1.3");
    shakeHands(client, server);
    ByteBuffer wire = ByteBuffer.allocate(1000);
    for (int bytes : new int[] {7, 300}) {
      client.write(ByteBuffer.allocate(bytes));
      wire.put(client.outgoing());
    }
    wire.flip();

    while (server.read() == Reading.INCOMPLETE) {
      move(wire, server.intakeOfRecord());
    }

    assertThat(server.plaintext().remaining()).isEqualTo(7);
    assertThat(wire.remaining()).isEqualTo(client.recordBytes(300));
  }

  @Test
  void onlyTls13SendsATicketBehindTheHandshake() {
    TlsStream client = TlsStream.between(true, "TLSv1.3");
    TlsStream server = TlsStream.between(false, "TLSv1.3");
    assertThat(shakeHands(client, server)).isPositive();

    TlsStream earlier = TlsStream.between(true, "TLSv1.2");
    assertThat(shakeHands(earlier, TlsStream.between(false, "TLSv1.2"))).isZero();
  }

  /** Returns how many bytes the server had still to say once both were done. */
  private static int shakeHands(TlsStream client, TlsStream server) {
    while (!client.established() || !server.established()) {
      pass(client, server);
      if (!server.established() || !client.established()) {
        pass(server, client);
      }
    }
    return server.outgoing().remaining();
  }

  private static void pass(TlsStream from, TlsStream to) {
    from.read();
    while (from.outgoing().hasRemaining()) {
      move(from.outgoing(), to.intake());
      to.read();
    }
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    while (from.hasRemaining() && to.hasRemaining()) {
      to.put(from.get());
    }
  }
}
