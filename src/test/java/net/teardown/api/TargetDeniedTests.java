package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.teardown.api.http.RequestProblems;
import net.teardown.api.problem.InputError;
import net.teardown.experiment.spec.Target;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

class TargetDeniedTests {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, http://127.0.0.1:8080, targetHost",
    "127.0.0.1, http://10.1.2.3:8080, responderUrl"
  })
  void aDenialIsA403ThatNamesTheFieldTheAddressAndTheProperty(String host, URI url, String field) {
    TargetDenied denied =
        catchThrowableOfType(
            TargetDenied.class,
            () ->
                Policy.allowing("loopback")
                    .responder(new Target(host, 8007, url), Duration.ofSeconds(5)));

    ResponseEntity<Object> answer = new RequestProblems(List.of()).refused(denied);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    ProblemDetail problem = (ProblemDetail) Objects.requireNonNull(answer.getBody());
    assertThat(problem.getDetail())
        .startsWith("'" + field + "' must be an allowed target")
        .contains("10.1.2.3")
        .endsWith("add 10.1.2.3 to teardown.policy.allow");
    assertThat(problem.getProperties())
        .containsEntry("errors", List.of(InputError.inField(field, denied.violation().message())));
  }
}
