package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.teardown.experiment.terms.Verdict;
import net.teardown.monitor.Mesh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class MeshPictureTests {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final int COLUMN = 8;

  private static final Mesh MESH =
      new Mesh(
          List.of(
              new Mesh.Row(
                  "probe-a",
                  NOW,
                  List.of(
                      cell("nodes", "probe-b", Verdict.RESET, true),
                      cell("nodes", "probe-c <&>", Verdict.CLEAN_EOF, false),
                      cell("web", "10.1.2.3:80", null, null))),
              new Mesh.Row("probe-b", NOW, List.of())),
          List.of(new Mesh.Unanswered("probe-c <&>", "no answer within 2 s")));

  @Test
  void everyLineOfTheDrawingFitsIntoIt() throws Exception {
    Element svg = parse(MeshPicture.svg(MESH)).getDocumentElement();
    int width = Integer.parseInt(svg.getAttribute("width"));
    int height = Integer.parseInt(svg.getAttribute("height"));

    assertThat(texts(svg).filter(text -> text.hasAttribute("x")))
        .hasSizeGreaterThan(5)
        .allSatisfy(text -> {
          int x = Integer.parseInt(text.getAttribute("x"));
          assertThat(x + Wrap.columns(text.getTextContent()) * COLUMN)
              .as(text.getTextContent())
              .isLessThan(width);
          assertThat(Integer.parseInt(text.getAttribute("y"))).isLessThan(height);
        });
  }

  @Test
  void whatIsWrongIsMarkedAndNotOnlyColoured() throws Exception {
    Element svg = parse(MeshPicture.svg(MESH)).getDocumentElement();

    assertThat(texts(svg).filter(text -> text.getAttribute("class").equals("td-mark")))
        .extracting(Element::getTextContent)
        .containsExactly("✓", "✗", "");
  }

  @Test
  void whatIsWrongIsToldWithItsReasonBelowTheMatrix() throws Exception {
    Element svg = parse(MeshPicture.svg(MESH)).getDocumentElement();

    assertThat(texts(svg).map(Element::getTextContent))
        .contains("✗ probe-a to probe-c <&> (nodes): CLEAN_EOF for 2 min, end: clean eof")
        .anyMatch(text -> text.startsWith("✓ as expected, ✗ not"));
  }

  @Test
  void theTableHasALineForEachPairAndNamesWhoDidNotAnswer() {
    assertThat(MeshPicture.text(MESH, false))
        .isEqualTo(
            """
            3 seen from 2: 1 not as expected

            from     to           monitor     verdict    as predicted  for    why
            probe-a  probe-b      nodes    ✓  RESET      yes           2 min  -
            probe-a  probe-c <&>  nodes    ✗  CLEAN_EOF  NO            2 min  end: clean eof
            probe-a  10.1.2.3:80  web      ?  -          -             -      no run yet

            ✓ as expected. ✗ not, see why. ? no run yet.

            probe-c <&> did not answer: no answer within 2 s
            """);
  }

  private static Mesh.Cell cell(
      String monitor, String target, @Nullable Verdict verdict, @Nullable Boolean met) {
    return new Mesh.Cell(
        monitor,
        target,
        target,
        verdict,
        met,
        met,
        met == null ? null : NOW.minusSeconds(150),
        Boolean.FALSE.equals(met) ? "end: clean eof" : null);
  }

  private static Stream<Element> texts(Element svg) {
    var found = svg.getElementsByTagName("text");
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
