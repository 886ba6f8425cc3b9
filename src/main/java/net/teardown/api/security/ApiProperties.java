package net.teardown.api.security;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configures which callers may use the API.
 *
 * @param token the bearer token of every call that runs, changes or deletes something, at least 8
 *     characters; if left out, every caller who reaches the port may make such calls
 * @param hosts further names allowed in a request's Host header, besides addresses, localhost, this
 *     host's name and names without a dot; without port
 * @param protectReads whether reads need the token too, except for health, metrics and the
 *     documentation; if left out they do if there is a token
 */
@Validated
@ConfigurationProperties("teardown.api")
record ApiProperties(
    // BearerToken validates it, because Boot would print a value that a constraint rejects.
    @Nullable String token,
    @DefaultValue
        List<
                @Pattern(
                    regexp = "[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*",
                    message = "must be a host name alone, without scheme, port or wildcard")
                String>
            hosts,
    @Nullable Boolean protectReads) {

  @Override
  public String toString() {
    return "ApiProperties[token=%s, hosts=%s, protectReads=%s]"
        .formatted(token == null ? "none" : "***", hosts, protectReads);
  }
}
