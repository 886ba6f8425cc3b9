package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import net.teardown.experiment.outcome.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgLadderTests {

  @Test
  void isAnImageWithTitleAndDescription() throws Exception {
    Element svg = parse(Samples.reset()).getDocumentElement();

    assertThat(svg.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(svg.getAttribute("role")).isEqualTo("img");
    assertThat(svg.getAttribute("viewBox")).matches("0 0 \\d+ \\d+");
    assertThat(texts(svg, "title")).containsExactly("RESET");
    assertThat(texts(svg, "desc").getFirst()).contains("closes with 4 unread", "to end well");
  }

  @Test
  void drawsWhatTheTextDraws() throws Exception {
    for (Experiment outcome : Samples.all().values()) {
      Picture picture = Picture.of(outcome);
      List<String> drawn = texts(parse(outcome).getDocumentElement(), "text");

      assertThat(drawn)
          .contains(picture.circumstances(), picture.left().address(), picture.right().address());
      for (Rung rung : picture.rungs()) {
        Arrow arrow = rung.arrow();
        if (arrow != null) {
          assertThat(drawn).anyMatch(text -> text.startsWith(arrow.label()));
        }
        for (String call : new String[] {rung.left(), rung.right()}) {
          assertThat(drawn).containsAll(call == null ? List.of() : Wrap.lines(call, 26));
        }
      }
    }
  }

  @Test
  void anArrowThatNeverArrivedIsNamedAsLost() throws Exception {
    assertThat(texts(parse(Samples.largeReplyCutShort()).getDocumentElement(), "text"))
        .contains("128,000 B", "920,576 B lost", "FIN?");
  }

  @Test
  void bringsNoScriptAndFetchesNothing() throws Exception {
    for (Experiment outcome : Samples.all().values()) {
      NodeList all = parse(outcome).getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        Element element = (Element) all.item(i);
        assertThat(element.getTagName())
            .isIn("svg", "title", "desc", "style", "text", "g", "path", "polygon");
        for (int a = 0; a < element.getAttributes().getLength(); a++) {
          assertThat(element.getAttributes().item(a).getNodeName())
              .isIn(
                  "xmlns",
                  "class",
                  "role",
                  "viewBox",
                  "width",
                  "height",
                  "x",
                  "y",
                  "d",
                  "points",
                  "text-anchor");
        }
      }
      assertThat(SvgStyle.CSS).doesNotContain("url(", "@import");
    }
  }

  @Test
  void readsInLightAndDark() {
    assertThat(Ladder.svg(Samples.reset())).contains("prefers-color-scheme: dark");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>&\"",
        "]]><script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "</style></text></svg>",
        "&lol; &#0;",
        "'%s %d %n'",
      })
  void hostileLabelsStayText(String label) throws Exception {
    Experiment outcome = Runs.of(Runs.sends(1)).label(label).connected().outcome();

    assertThat(String.join(" ", texts(parse(outcome).getDocumentElement(), "text")))
        .contains(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\u001bb", "a\u202eb", "a\ud800b", "a\uffffb", "a\nb"})
  void whatXmlCannotHoldOrWouldTurnTheWritingBecomesAQuestionMark(String label) throws Exception {
    Experiment outcome = Runs.of(Runs.sends(1)).label(label).connected().outcome();

    assertThat(texts(parse(outcome).getDocumentElement(), "text")).contains("a?b");
  }

  static Document parse(Experiment outcome) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(Ladder.svg(outcome))));
  }

  private static List<String> texts(Element within, String tag) {
    NodeList elements = within.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(elements.item(i).getTextContent());
    }
    return texts;
  }
}
