package net.teardown.responder.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import org.jspecify.annotations.Nullable;

/**
 * The wire format of one call of an end, see {@link WrittenReport}.
 *
 * @param call null if it was omitted
 */
@Schema(name = "Step")
public record WrittenStep(
    long atMicros,
    long untilMicros,
    Called call,
    @Nullable Long bytes,
    @Nullable Long result,
    @Nullable String errno,
    int times) {

  /**
   * @throws IllegalArgumentException if there was no such call
   */
  public WrittenStep {
    if (times < 1) {
      throw new IllegalArgumentException("'times' must be 1 or more, not " + times);
    }
  }

  /** The names of calls on the wire, apart from the names that people see, which may change. */
  @Schema(name = "Call")
  public enum Called {
    @JsonProperty("socket")
    SOCKET(Call.SOCKET),
    @JsonProperty("bind")
    BIND(Call.BIND),
    @JsonProperty("connect")
    CONNECT(Call.CONNECT),
    @JsonProperty("accept")
    ACCEPT(Call.ACCEPT),
    @JsonProperty("send(ticket)")
    SEND_TICKET(Call.SEND_TICKET),
    @JsonProperty("recv(ticket)")
    RECV_TICKET(Call.RECV_TICKET),
    @JsonProperty("send")
    SEND(Call.SEND),
    @JsonProperty("recv")
    RECV(Call.RECV),
    @JsonProperty("send(probe)")
    PROBE(Call.PROBE),
    @JsonProperty("send(after idle)")
    SEND_AFTER_IDLE(Call.SEND_AFTER_IDLE),
    @JsonProperty("shutdown(SHUT_WR)")
    SHUTDOWN_WRITE(Call.SHUTDOWN_WRITE),
    @JsonProperty("setsockopt(SO_LINGER)")
    LINGER(Call.LINGER),
    @JsonProperty("close")
    CLOSE(Call.CLOSE),
    @JsonProperty("poll")
    POLL(Call.POLL),
    @JsonProperty("getsockopt(TCP_INFO)")
    TCP_INFO(Call.TCP_INFO),
    @JsonProperty("getsockopt(SO_ERROR)")
    SOCKET_ERROR(Call.SOCKET_ERROR),
    @JsonProperty("ioctl(SIOCINQ)")
    UNREAD(Call.UNREAD),
    @JsonProperty("ioctl(SIOCOUTQ)")
    UNACKNOWLEDGED(Call.UNACKNOWLEDGED),
    @JsonProperty("sock_diag")
    SOCK_DIAG(Call.SOCK_DIAG),
    @JsonProperty("getifaddrs")
    GETIFADDRS(Call.GETIFADDRS);

    private final Call call;

    Called(Call call) {
      this.call = call;
    }

    private static Called of(Call call) {
      return switch (call) {
        case SOCKET -> SOCKET;
        case BIND -> BIND;
        case CONNECT -> CONNECT;
        case ACCEPT -> ACCEPT;
        case SEND_TICKET -> SEND_TICKET;
        case RECV_TICKET -> RECV_TICKET;
        case SEND -> SEND;
        case RECV -> RECV;
        case PROBE -> PROBE;
        case SEND_AFTER_IDLE -> SEND_AFTER_IDLE;
        case SHUTDOWN_WRITE -> SHUTDOWN_WRITE;
        case LINGER -> LINGER;
        case CLOSE -> CLOSE;
        case POLL -> POLL;
        case TCP_INFO -> TCP_INFO;
        case SOCKET_ERROR -> SOCKET_ERROR;
        case UNREAD -> UNREAD;
        case UNACKNOWLEDGED -> UNACKNOWLEDGED;
        case SOCK_DIAG -> SOCK_DIAG;
        case GETIFADDRS -> GETIFADDRS;
      };
    }
  }

  static WrittenStep of(Step step) {
    return new WrittenStep(
        step.atMicros(),
        step.untilMicros(),
        Called.of(step.call()),
        step.bytes(),
        step.result(),
        step.errno(),
        step.times());
  }

  @SuppressWarnings({
    "NullAway",
    "ConstantValue"
  }) // an answer may omit fields that the record requires
  Step step() {
    return new Step(
        atMicros, untilMicros, call == null ? null : call.call, bytes, result, errno, times);
  }
}
