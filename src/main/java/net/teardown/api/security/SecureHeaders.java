package net.teardown.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import net.teardown.api.http.Paths;
import net.teardown.picture.Styles;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The security headers of every response. Not all of Spring's defaults: Strict-Transport-Security
 * would apply to every other port of this host too, and no response is so secret that a cache must
 * not keep it.
 */
final class SecureHeaders {

  /** The styles inside the SVG that is drawn here, each allowed by its hash. */
  private static final String DRAWN =
      Styles.all().stream()
          .map(SecureHeaders::hash)
          .collect(Collectors.joining(" ", "style-src ", ";"));

  /** No content of the API may run scripts; SVG contains its style. */
  private static final String API_CONTENT =
      "default-src 'none'; " + DRAWN + " frame-ancestors 'none'";

  /** Swagger UI uses inline styles and images from data URLs. */
  private static final String SWAGGER_CONTENT =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  /**
   * Beside the documents stand SVG and text. A document brings its own policy, as the page does.
   */
  private static final String DOCUMENT_CONTENT =
      "default-src 'none'; "
          + DRAWN
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Everything else is text. The page brings its own policy, which allows what it consists of. */
  private static final String OTHER_CONTENT =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final RequestMatcher API =
      PathPatternRequestMatcher.pathPattern(Paths.API + "/**");
  private static final RequestMatcher DOCUMENTS =
      PathPatternRequestMatcher.pathPattern(Paths.DOCS + "/**");

  private static final RequestMatcher SWAGGER =
      new OrRequestMatcher(
          PathPatternRequestMatcher.pathPattern("/swagger-ui/**"),
          PathPatternRequestMatcher.pathPattern(Paths.DOCUMENTATION));

  /** What writes them, in the order of the response. */
  static final List<HeaderWriter> WRITERS =
      List.of(
          new XContentTypeOptionsHeaderWriter(),
          new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
          new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER),
          content(API, API_CONTENT),
          content(DOCUMENTS, DOCUMENT_CONTENT),
          content(SWAGGER, SWAGGER_CONTENT),
          content(
              new NegatedRequestMatcher(new OrRequestMatcher(API, DOCUMENTS, SWAGGER)),
              OTHER_CONTENT));

  private SecureHeaders() {}

  /** Writes the headers of the response to this request. */
  static void write(HttpServletRequest request, HttpServletResponse response) {
    for (HeaderWriter writer : WRITERS) {
      writer.writeHeaders(request, response);
    }
  }

  private static HeaderWriter content(RequestMatcher where, String policy) {
    return new DelegatingRequestMatcherHeaderWriter(
        where, new ContentSecurityPolicyHeaderWriter(policy));
  }

  private static String hash(String style) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }
}
