package net.teardown.experiment.spec;

import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import net.teardown.experiment.terms.TlsVersion;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken with a server.
 *
 * @param serverName the name to ask for (SNI, RFC 6066 3); null for the target's, if it is a name
 * @param alpn the protocols to offer (RFC 7301), the preferred one first; empty to offer none
 * @param versions the versions to offer; empty for all
 * @param verify whether the handshake fails where the certificate isn't trusted
 * @param closeNotify how the client ends its stream
 */
public record TlsTerms(
    @Nullable String serverName,
    List<String> alpn,
    Set<TlsVersion> versions,
    boolean verify,
    CloseNotify closeNotify) {

  /** What most clients do. */
  public static final TlsTerms PLAIN =
      new TlsTerms(null, List.of(), Set.of(), false, CloseNotify.SEND_AND_WAIT);

  /** Checks what a draft says of that part. */
  static void check(SpecDraft draft, RequestRules.Refusal refusal) {
    String name = draft.get(SpecFields.SERVER_NAME);
    refusal.refuse(
        name != null && !canBeAskedFor(name),
        SpecFields.SERVER_NAME,
        () -> "must be a host name, such as mail.example, and no address");
  }

  /** Whether SNI can ask for this host: it takes names alone (RFC 6066 3). */
  private static boolean canBeAskedFor(String host) {
    try {
      new SNIHostName(host);
      return Route.version(host) == null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** The name that the certificate must be for, where this host was given. */
  public String nameToVerify(String host) {
    return serverName == null ? host : serverName;
  }

  /** The versions to offer, as the Java platform names them. */
  public List<String> protocols() {
    return (versions.isEmpty() ? Set.of(TlsVersion.values()) : versions)
        .stream().map(TlsVersion::protocol).sorted().toList();
  }

  /** The name to ask this host for; null where it can't be asked for by name. */
  public @Nullable String nameFor(String host) {
    return serverName != null ? serverName : canBeAskedFor(host) ? host : null;
  }

  /** What a draft says of the part whose fields these are. */
  static TlsTerms of(SpecDraft draft) {
    return new TlsTerms(
        draft.get(SpecFields.SERVER_NAME),
        draft.value(SpecFields.ALPN),
        draft.value(SpecFields.TLS_VERSIONS),
        draft.value(SpecFields.VERIFY),
        draft.value(SpecFields.CLOSE_NOTIFY));
  }
}
