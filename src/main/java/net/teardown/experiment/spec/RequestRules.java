package net.teardown.experiment.spec;

import static net.teardown.experiment.spec.SpecFields.*;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the request of a draft, and builds it. */
final class RequestRules {

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
  private static final Pattern REQUEST_TARGET = Pattern.compile("[!-~]{1,2048}");
  private static final Pattern FIELD_VALUE = Pattern.compile("[\\t -~]{0,4096}");
  private static final int MOST_HEADERS = 64;

  /**
   * The fields that frame the message. A second one could make some recipients read two messages
   * (request smuggling).
   */
  private static final Set<String> OURS =
      Set.of("host", "content-length", "transfer-encoding", "expect");

  /** Records a broken rule. */
  interface Refusal {
    void refuse(boolean broken, SpecField<?> field, Supplier<String> message);
  }

  private final SpecDraft draft;
  private final Refusal refusal;

  RequestRules(SpecDraft draft, Refusal refusal) {
    this.draft = draft;
    this.refusal = refusal;
  }

  /**
   * The request that the draft asks for.
   *
   * @param target names the host where the draft doesn't; null leaves that empty
   */
  static Request request(SpecDraft draft, @Nullable Target target) {
    List<Turn> turns = draft.get(TURNS);
    if (turns != null) {
      return new Request.Conversation(turns).to(target);
    }
    String text = draft.get(TEXT);
    if (text != null) {
      return new Request.Text(text);
    }
    String base64 = draft.get(BASE64);
    if (base64 != null) {
      return new Request.Bytes(base64);
    }
    if (!draft.says(HTTP)) {
      return new Request.Filler(draft.says(BYTES_SENT) ? draft.value(BYTES_SENT) : 0);
    }
    String method = draft.get(METHOD);
    String host = draft.get(HOST);
    return new Request.Http(
        method == null ? "GET" : method,
        draft.value(PATH),
        host != null ? host : target == null ? "" : target.authority(),
        draft.value(HEADERS),
        draft.value(BODY_BYTES),
        draft.value(CHUNKED),
        draft.value(EXPECT_CONTINUE));
  }

  void check() {
    long said =
        SpecFields.within(REQUEST).stream().filter(alternative -> draft.says(alternative)).count();
    refuse(said != 1, REQUEST, "must say one of 'text', 'base64' and 'http'");
    String base64 = draft.get(BASE64);
    refuse(
        base64 != null && !decodes(base64),
        BASE64,
        "must be base64 (RFC 4648 4), at most 65536 characters");
    if (draft.says(HTTP)) {
      checkHttp();
    }
  }

  private void checkHttp() {
    String method = draft.get(METHOD);
    int body = draft.value(BODY_BYTES);
    refuse(
        method == null && (body > 0 || draft.value(CHUNKED)),
        METHOD,
        "is required with a body, such as \"POST\"");
    refuse(
        method != null && !TOKEN.matcher(method).matches(),
        METHOD,
        "must be a method's name, such as GET or POST");
    refuse(
        !REQUEST_TARGET.matcher(draft.value(PATH)).matches(),
        PATH,
        "must be visible ASCII without spaces, such as /upload");
    String host = draft.get(HOST);
    refuse(
        host != null && !REQUEST_TARGET.matcher(host).matches(),
        HOST,
        "must be visible ASCII without spaces, such as example.org:8080");
    refuse(
        draft.value(EXPECT_CONTINUE) && body == 0,
        EXPECT_CONTINUE,
        "needs 'bodyBytes': there is nothing to wait with");
    Map<String, String> headers = draft.value(HEADERS);
    headers.forEach(this::checkHeader);
    refuse(
        headers.size() > MOST_HEADERS,
        HEADERS,
        "must be at most %d fields".formatted(MOST_HEADERS));
  }

  private void checkHeader(String name, String value) {
    refuse(!TOKEN.matcher(name).matches(), HEADERS, "must have names like Connection or X-Test");
    refusal.refuse(
        OURS.contains(name.toLowerCase(Locale.ROOT)),
        HEADERS,
        () ->
            "must not say %s, which follows from 'host', 'bodyBytes', 'chunked' and 'expectContinue'"
                .formatted(name));
    refusal.refuse(
        !FIELD_VALUE.matcher(value).matches(),
        HEADERS,
        () ->
            "must have values of printable ASCII, at most 4096 characters: see '%s'"
                .formatted(name));
  }

  private void refuse(boolean broken, SpecField<?> field, String message) {
    refusal.refuse(broken, field, () -> message);
  }

  private static boolean decodes(String base64) {
    try {
      Base64.getDecoder().decode(base64);
      return base64.length() <= 65_536;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
