package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The machine's language, which is one for all threads: other tests format numbers, too. */
@Isolated
class LanguageTests {

  @Test
  void numbersAreWrittenAlikeWhateverTheMachinesLanguage() {
    Locale before = Locale.getDefault();
    String drawn = Ladder.svg(Samples.cleanEof());
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Ladder.svg(Samples.cleanEof()).substring(0, 200))
          .isEqualTo(drawn.substring(0, 200));
      assertThat(Picture.of(Samples.largeReplyCutShort()).headline())
          .contains("128,000 of 1,048,576 bytes");
    } finally {
      Locale.setDefault(before);
    }
  }
}
