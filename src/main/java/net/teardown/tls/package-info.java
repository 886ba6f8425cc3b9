/**
 * TLS by the JDK's engine, apart from the socket: bytes that were received go in, and records to
 * send come out. TCP's calls and evidence stay with whoever owns the socket.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.tls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
