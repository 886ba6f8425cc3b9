package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTests {

  private static final String SECRET = "Qu1te-S3cret";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nAuthorization: Bearer SECRET\r\n\r\n",
        "GET / HTTP/1.1\nauthorization:SECRET\n\n",
        "GET / HTTP/1.1\rAUTHORIZATION: SECRET\r",
        "Authorization: SECRET",
        "x\r\nProxy-Authorization: Basic SECRET, SECRET\r\n",
        "x\r\nCookie: a=1; b=SECRET\r\n",
        "x\r\nSet-Cookie: a=SECRET; Secure\r\nSet-Cookie: b=SECRET\r\n",
        "x\r\nset-cookie \t : \t SECRET\r\n",
        "x\r\n Cookie: SECRET\r\n",
        "x\r\nCookie: a=1;\r\n b=SECRET\r\n\tc=SECRET\r\nHost: x\r\n",
        "x\r\nCookie:\r\n SECRET\r\n",
        "HTTP/1.1 200 \nSet-Cookie\\x09:\\x09SECRET\n\\x09SECRET\nServer: y"
      })
  void theValueIsGoneHoweverTheLineIsWritten(String text) {
    String said = text.replace("SECRET", SECRET);
    String masked = Masked.text(said);

    assertThat(masked).doesNotContain(SECRET).contains("***").hasSizeLessThan(said.length());
    assertThat(Masked.text(masked)).isEqualTo(masked);
    assertThat(Masked.isIn(said)).isTrue();
    assertThat(Masked.isIn(masked)).isTrue();

    String base64 = encoded(said);
    String maskedBytes = Masked.base64(base64);
    assertThat(decoded(maskedBytes)).isEqualTo(masked);
    assertThat(Masked.base64(maskedBytes)).isEqualTo(maskedBytes);
    assertThat(Masked.isInBase64(base64)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "EHLO example.org\r\n",
        "GET /?authorization=no HTTP/1.1\r\nX-Authorization: all may read this\r\n\r\n",
        "GET / HTTP/1.1\r\nAuthorization:\r\nCookie: \r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nCookies: a\r\nAuthorization-Info: b\r\n\r\n",
        "\u00e9 Cookie: not at a line's beginning"
      })
  void whatIsNoSecretStaysAsItIs(String text) {
    assertThat(Masked.text(text)).isEqualTo(text);
    assertThat(Masked.isIn(text)).isFalse();
    assertThat(Masked.base64(encoded(text))).isEqualTo(encoded(text));
  }

  @Test
  void bytesThatAreNoTextComeBackAsTheyWere() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    String base64 = encoded(all + "\r\nCookie: " + SECRET + "\r\n" + all);

    assertThat(decoded(Masked.base64(base64))).isEqualTo(all + "\r\nCookie: ***\r\n" + all);
  }

  /** A masked draft must keep the bounds of fields, so that a stored one can be read again. */
  @Test
  void nothingGrowsBeyondWhatARequestMayHold() {
    String text = "Cookie:x\n".repeat(7281);

    assertThat(Masked.text(text)).hasSameSizeAs(text).doesNotContain("x");
    assertThat(new FieldType.Text(65_536).broken(Masked.text(text))).isNull();
  }

  @Test
  void fieldsAreMaskedByTheirNames() {
    SpecDraft draft =
        SpecDraft.of(SpecFields.HEADERS, Map.of("cOOKIE", SECRET, "X", "y"))
            .with(SpecFields.TARGET_HOST, "h")
            .with(SpecFields.TARGET_PORT, 80);
    Request request = draft.toSpec().request().orElseThrow().masked();

    assertThat(((Request.Http) request).headers())
        .containsEntry("cOOKIE", "***")
        .containsEntry("X", "y");
    assertThat(draft.hides()).isTrue();
    assertThat(draft.masked().get(SpecFields.HEADERS)).containsEntry("cOOKIE", "***");
    assertThat(request.masked()).isSameAs(request);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }
}
