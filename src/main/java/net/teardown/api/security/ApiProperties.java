package net.teardown.api.security;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call the API.
 *
 * @param token what every call that runs, changes or deletes must carry as its bearer token, at
 *     least 8 characters; none if left out: then whoever reaches the port may run
 * @param hosts further names that a request's Host may have, beside addresses, localhost, this
 *     host's name and names without a dot; without port
 * @param protectReads whether reads need the token too, all but health, metrics and the
 *     documentation; if left out they do where there is a token
 */
@Validated
@ConfigurationProperties("teardown.api")
record ApiProperties(
    // Held to its rules by BearerToken: Boot would print a value that a constraint refuses.
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
