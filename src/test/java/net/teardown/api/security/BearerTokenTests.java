package net.teardown.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTests {

  private final BearerToken token = new BearerToken("teardown.api.token", "c29tZSBzZWNyZXQ=");

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer c29tZSBzZWNyZXQ=", "bearer c29tZSBzZWNyZXQ=", "BEARER   c29tZSBzZWNyZXQ="})
  void theSchemeIsReadInAnyCase(String authorization) {
    assertThat(token.isIn(authorization)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "c29tZSBzZWNyZXQ=",
        "Bearerc29tZSBzZWNyZXQ=",
        "Basic c29tZSBzZWNyZXQ=",
        "Bearer C29TZSBZZWNYZXQ=",
        "Bearer c29tZSBzZWNyZXQ",
        "Bearer c29tZSBzZWNyZXQ==",
        "Bearer c29tZSBzZWNyZXQ= x",
        "Bearer c29tZSBzZWNyZXQ=, Bearer x",
        "Bearer \u00ff\u00ff"
      })
  void nothingElseIsTheToken(String authorization) {
    assertThat(token.isIn(authorization)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "       ", "s3cr3t", "s3cr3t with blanks", "s3cr3t-\u00e9\u00e9"})
  void whatIsShortOrCannotBeSentIsNoTokenAndIsNotRepeated(String text) {
    assertThatThrownBy(() -> new BearerToken("teardown.api.token", text))
        .isInstanceOf(UnusableToken.class)
        .hasMessageContaining("teardown.api.token must be 8 or more")
        .hasMessageNotContaining("s3cr3t");
  }
}
