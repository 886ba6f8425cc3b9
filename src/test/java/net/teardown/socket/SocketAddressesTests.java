package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SocketAddressesTests {

  @Test
  void bothFamiliesReadBackAsTheyWereWritten() throws Exception {
    for (String literal : new String[] {"127.0.0.1", "255.254.253.252", "::1", "2001:db8::fffe"}) {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(literal), 60_999);
      assertThat(readBack(address)).isEqualTo(address);
    }
  }

  @Test
  void theScopeOfALinkLocalAddressIsKept() throws Exception {
    byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
    Inet6Address scoped = Inet6Address.getByAddress(null, bytes, 7);

    InetAddress back = readBack(new InetSocketAddress(scoped, 1)).getAddress();

    assertThat(back).isEqualTo(scoped);
    assertThat(((Inet6Address) back).getScopeId()).isEqualTo(7);
  }

  @Test
  void anAddressThatIsOnlyANameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> readBack(InetSocketAddress.createUnresolved("name.invalid", 1)))
        .withMessageContaining("isn't resolved");
  }

  private static InetSocketAddress readBack(InetSocketAddress address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment storage = arena.allocate(SocketAddresses.STORAGE_BYTES, 8);
      storage.fill((byte) 0xFF);
      SocketAddresses.write(address, storage);
      return SocketAddresses.read(storage);
    }
  }
}
