package net.teardown.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class KindsOfAnswerTests {

  private static final Format MARKDOWN = new Format("markdown", new MediaType("text", "markdown"));

  private static final Representation<String> TEXT =
      Representation.text(Format.TEXT, "as it is", (String answer) -> answer);

  @Test
  void whatIsRegisteredIsAllThatAHandlerOfItsKindAnswers() throws Exception {
    Representation<String> markdown =
        Representation.text(
            MARKDOWN, "a heading", (answer, ascii) -> (ascii ? "# " : "§ ") + answer);
    KindsOfAnswer kinds =
        new KindsOfAnswer(List.of(Representations.of(String.class, TEXT, markdown)));

    Representations<?> kind = kinds.of(handler("text")).orElseThrow();

    assertThat(kind.formats()).containsExactly(Format.TEXT, MARKDOWN);
    assertThat(kinds.ofWord("MarkDown")).contains(MARKDOWN);
    assertThat(kinds.ofWord("json")).isEmpty();
    assertThat(kinds.of(handler("nothing"))).isEmpty();
    assertThat(new Shown<>(markdown, true).body("so")).isEqualTo("# so");
  }

  @Test
  void whoDoesNotMindIsShownTheFirst() {
    Representations<String> kind =
        Representations.of(String.class, Representation.json(Integer.class, String::length), TEXT);

    assertThat(kind.acceptableTo(List.of(MediaType.ALL), false).orElseThrow().body("four"))
        .isEqualTo(4);
    assertThat(
            kind.acceptableTo(List.of(new MediaType("text", "csv"), MediaType.TEXT_PLAIN), false)
                .orElseThrow()
                .body("four"))
        .isEqualTo("four");
    assertThat(kind.acceptableTo(List.of(new MediaType("text", "csv")), false)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> kind.in(Format.CSV));
  }

  @Test
  void whatContradictsItselfIsNoticedAtTheStart() throws Exception {
    Representations<String> kind = Representations.of(String.class, TEXT);
    Format other = new Format("text", new MediaType("text", "html"));
    Representations<Integer> clash =
        Representations.of(
            Integer.class, Representation.text(other, "a page", (Integer answer) -> "" + answer));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Representations.of(String.class, TEXT, TEXT));
    assertThatIllegalStateException().isThrownBy(() -> new KindsOfAnswer(List.of(kind, kind)));
    assertThatIllegalStateException().isThrownBy(() -> new KindsOfAnswer(List.of(kind, clash)));
    Method unregistered = handler("number");
    assertThatIllegalStateException()
        .isThrownBy(() -> new KindsOfAnswer(List.of(kind)).of(unregistered));
  }

  private static Method handler(String name) throws NoSuchMethodException {
    return Handlers.class.getDeclaredMethod(name, Shown.class, String.class);
  }

  @SuppressWarnings("UnusedMethod") // found by their names
  private interface Handlers {
    void text(Shown<String> shown, String id);

    void number(Shown<Integer> shown, @Nullable String id);

    void nothing(@SuppressWarnings("rawtypes") Shown shown, String id);
  }
}
