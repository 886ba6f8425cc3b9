package net.teardown.responder;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.InetAddress;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this instance is the far end of other hosts' experiments.
 *
 * @param enabled whether this instance is the far end of other hosts' experiments; if not, nothing
 *     listens and sessions are refused
 * @param port the data port, where test connections come in; 0 takes a free port
 * @param bindAddress the address that the port listens on; 0.0.0.0 or :: listens on every address
 *     of both families
 * @param maxSessions sessions that may be armed or running at once; one more is answered 429
 * @param maxWaitingConnections connections that may stand without having shown a ticket; with one
 *     more the oldest is turned away
 * @param ticketTimeout how long a connection may take to show its ticket, 10 ms to 60 s
 */
@Validated
@ConfigurationProperties("teardown.responder")
record ResponderProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("8007")
        @Min(value = 0, message = "must be 0 to 65535")
        @Max(value = 65_535, message = "must be 0 to 65535")
        int port,
    @DefaultValue("127.0.0.1") InetAddress bindAddress,
    @DefaultValue("64") @Min(1) @Max(1024) int maxSessions,
    @DefaultValue("64") @Min(1) @Max(4096) int maxWaitingConnections,
    @DefaultValue("5s")
        @DurationMin(millis = 10, message = "must be 10ms or more")
        @DurationMax(seconds = 60, message = "must be 60s or less")
        Duration ticketTimeout) {}
