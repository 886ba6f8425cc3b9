package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class TcpInfoStructTests {

  private static final int WHOLE = 232;

  private final MemorySegment written = Arena.ofAuto().allocate(256, Long.BYTES);

  TcpInfoStructTests() {
    for (int offset = 0; offset < WHOLE; offset += Integer.BYTES) {
      written.set(JAVA_INT, offset, offset);
    }
  }

  private TcpInfo read(int length) {
    return TcpInfoStruct.read(written, length).orElseThrow();
  }

  @Test
  void everyFieldIsReadWhereTheHeaderHasIt() {
    TcpInfo info = read(WHOLE);

    assertThat(info.rtoMicros()).isEqualTo(8);
    assertThat(info.sendMss()).isEqualTo(16);
    assertThat(info.unacknowledgedSegments()).isEqualTo(24);
    assertThat(info.pathMtu()).isEqualTo(60);
    assertThat(info.rttMicros()).isEqualTo(68);
    assertThat(info.rttVarMicros()).isEqualTo(72);
    assertThat(info.retransmissions()).isEqualTo(100);
    assertThat(info.notSentBytes()).isEqualTo(144);
    assertThat(info.dsackDuplicates()).isEqualTo(216);
    assertThat(info.reorderings()).isEqualTo(220);
    assertThat(info.outOfOrder()).isEqualTo(224);
    assertThat(info.sendWindow()).isEqualTo(228);
  }

  @Test
  void whatAnOlderKernelDoesNotWriteIsNullAndNeverZero() {
    assertThat(read(228).sendWindow()).as("before Linux 5.4").isNull();
    assertThat(read(228).outOfOrder()).isEqualTo(224);
    assertThat(read(216).dsackDuplicates()).as("before Linux 4.19").isNull();
    assertThat(read(216).reorderings()).isNull();
    assertThat(read(216).notSentBytes()).isEqualTo(144);
    assertThat(read(144).notSentBytes()).as("before Linux 4.6").isNull();
    assertThat(read(136).bytesReceived()).as("Linux 4.1").isNotZero();
  }

  @Test
  void withoutTheBytesReceivedThereIsNothingToGoBy() {
    assertThat(TcpInfoStruct.read(written, 128)).isEmpty();
  }
}
