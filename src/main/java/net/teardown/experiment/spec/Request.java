package net.teardown.experiment.spec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an initiator sends to a server. */
public sealed interface Request {

  /** The type of a record, and its major version (RFC 8446 5.1). */
  int TLS_HANDSHAKE = 0x16;

  int TLS_MAJOR = 0x03;

  /** Filler bytes, as many as the spec's {@code bytesSent}. */
  record Filler(int bytes) implements Request {
    @Override
    public @Nullable String ownWords() {
      return null;
    }

    @Override
    public boolean saysSomething() {
      return false;
    }

    @Override
    public Request masked() {
      return this;
    }

    @Override
    public long atLeastBytes() {
      return bytes;
    }
  }

  /** This text in UTF-8. */
  record Text(String text) implements Request {
    @Override
    public String ownWords() {
      return "server.request.text";
    }

    @Override
    public Request masked() {
      String masked = Masked.text(text);
      return masked.equals(text) ? this : new Text(masked);
    }

    @Override
    public long atLeastBytes() {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** These bytes, written in base64 (RFC 4648 4). */
  record Bytes(String base64) implements Request {
    @Override
    public String ownWords() {
      return "server.request.base64";
    }

    @Override
    public Request masked() {
      String masked = Masked.base64(base64);
      return masked.equals(base64) ? this : new Bytes(masked);
    }

    @Override
    public boolean isTls() {
      byte[] bytes = decoded();
      return bytes.length >= 2 && bytes[0] == TLS_HANDSHAKE && bytes[1] == TLS_MAJOR;
    }

    @Override
    public long atLeastBytes() {
      return decoded().length;
    }

    /** The bytes themselves. */
    public byte[] decoded() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /**
   * An HTTP/1.1 request (RFC 9112). {@link SpecRules} refuses parts that could break out of their
   * line.
   *
   * @param host the Host field; it has no influence on where the request goes
   * @param headers further fields, in their order
   * @param bodyBytes filler bytes of the body, 0 to {@link SpecFields#MAX_BYTES}
   * @param chunked whether the body is sent in chunks instead of with a Content-Length
   * @param expectContinue whether the body waits for the server's 100 (RFC 9110 10.1.1)
   */
  record Http(
      String method,
      String path,
      String host,
      Map<String, String> headers,
      int bodyBytes,
      boolean chunked,
      boolean expectContinue)
      implements Request {

    public Http {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public @Nullable String ownWords() {
      return headers.isEmpty() ? null : "server.request.http.headers";
    }

    /** The same request with this Host field. */
    Http withHost(String name) {
      return new Http(method, path, name, headers, bodyBytes, chunked, expectContinue);
    }

    @Override
    public long atLeastBytes() {
      long words = (long) method.length() + path.length();
      for (Map.Entry<String, String> header : headers.entrySet()) {
        words += header.getKey().length() + header.getValue().length();
      }
      return words + bodyBytes;
    }

    @Override
    public Request masked() {
      Map<String, String> masked = Masked.headers(headers);
      return masked.equals(headers)
          ? this
          : new Http(method, path, host, masked, bodyBytes, chunked, expectContinue);
    }
  }

  /**
   * A secret of which only its length was kept, and which therefore can't be said again.
   *
   * @param bytes how many there were
   */
  record Withheld(int bytes) implements Request {

    /** What is kept of a secret. */
    static Request of(Request secret) {
      return switch (secret) {
        case Text _, Bytes _ -> new Withheld((int) secret.atLeastBytes());
        case Filler _, Withheld _ -> secret;
        case Http _, Conversation _ -> secret.masked();
      };
    }

    @Override
    public @Nullable String ownWords() {
      return null;
    }

    @Override
    public Request masked() {
      return this;
    }

    @Override
    public long atLeastBytes() {
      return bytes;
    }
  }

  /** All that is said to the server and heard from it, in order. */
  record Conversation(List<Turn> turns) implements Request {

    public Conversation {
      turns = List.copyOf(turns);
    }

    /** The same with the target's name in place of empty Host fields. */
    Conversation to(@Nullable Target target) {
      return target == null
          ? this
          : new Conversation(
              turns.stream()
                  .map(turn -> turn instanceof Turn.Say say ? say.to(target) : turn)
                  .toList());
    }

    /** What is said, in order. */
    public List<Turn.Say> said() {
      return turns.stream()
          .flatMap(turn -> turn instanceof Turn.Say say ? Stream.of(say) : Stream.empty())
          .toList();
    }

    /** How TLS is started by a turn; null if it isn't. */
    @Nullable TlsTerms startedTls() {
      return turns.stream()
          .flatMap(
              turn -> turn instanceof Turn.StartTls(TlsTerms how) ? Stream.of(how) : Stream.empty())
          .findFirst()
          .orElse(null);
    }

    /** Whether a turn half-closes. */
    public boolean halfCloses() {
      return turns.contains(new Turn.HalfClose());
    }

    @Override
    public @Nullable String ownWords() {
      return saysSomething() ? "server.turns" : null;
    }

    @Override
    public boolean isTls() {
      List<Turn.Say> said = said();
      return !said.isEmpty() && said.getFirst().what().isTls();
    }

    @Override
    public boolean saysSomething() {
      return !said().isEmpty();
    }

    @Override
    public Request masked() {
      List<Turn> masked = turns.stream().map(Turn::masked).toList();
      return masked.equals(turns) ? this : new Conversation(masked);
    }

    @Override
    public long atLeastBytes() {
      return said().stream().mapToLong(say -> say.times() * say.what().atLeastBytes()).sum();
    }
  }

  /** How many bytes it has; of what HTTP adds to a request, nothing may be counted. */
  long atLeastBytes();

  /** The field in which the author chooses every byte that is sent; null if there is none. */
  @Nullable String ownWords();

  /** Whether it begins as TLS does (RFC 8446 5.1). */
  default boolean isTls() {
    return false;
  }

  /** Whether the request means something to its reader, as anything but filler does. */
  default boolean saysSomething() {
    return true;
  }

  /**
   * This request as it may be stored and shown, see {@link Masked}; itself if nothing is masked.
   */
  Request masked();
}
