package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTests {

  @Test
  void aTextThatASpreadsheetWouldCalculateGetsAnApostropheAndANumberDoesNot() {
    String csv =
        new Table("label", "number", "text")
            .row("=HYPERLINK(\"http://x\")", -5, "-5")
            .row("+1+1", 1.5, "-2.5")
            .row("@SUM(A1)", null, "-cmd")
            .row("\t=1", true, "plain=")
            .csv();

    assertThat(csv)
        .isEqualTo(
            """
            label,number,text
            "'=HYPERLINK(""http://x"")",-5,-5
            '+1+1,1.5,-2.5
            '@SUM(A1),,'-cmd
            '\t=1,true,plain=
            """
                .replace("\n", "\r\n"));
  }
}
