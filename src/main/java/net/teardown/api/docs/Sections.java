package net.teardown.api.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.teardown.api.docs.Document.Section;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** Takes a document apart at its headings, without markup. */
final class Sections {

  private final List<Section> sections = new ArrayList<>();
  // The ids of headings are given one after the other, so that no two are alike.
  private final IdGenerator ids = IdGenerator.builder().build();
  private final StringBuilder text = new StringBuilder();
  private String heading = "";
  private String anchor = "";

  private Sections() {}

  static List<Section> of(Node root) {
    Sections all = new Sections();
    for (Node node = root.getFirstChild(); node != null; node = node.getNext()) {
      all.add(node);
    }
    all.end();
    return List.copyOf(all.sections);
  }

  /** The words of a part of a document, on one line. */
  static String words(Node part) {
    StringBuilder words = new StringBuilder();
    part.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(FencedCodeBlock block) {
            words.append(block.getLiteral()).append(' ');
          }

          @Override
          public void visit(SoftLineBreak end) {
            words.append(' ');
          }

          @Override
          public void visit(HardLineBreak end) {
            words.append(' ');
          }

          @Override
          public void visit(Paragraph paragraph) {
            visitChildren(paragraph);
            words.append(' ');
          }

          // A cell of a table is one.
          @Override
          public void visit(CustomNode node) {
            visitChildren(node);
            words.append(' ');
          }
        });
    return words.toString().replaceAll("\\s+", " ").strip();
  }

  private void add(Node node) {
    if (node instanceof Heading begins) {
      end();
      heading = words(begins);
      String id = ids.generateId(heading.toLowerCase(Locale.ROOT));
      anchor = begins.getLevel() == 1 ? "" : id;
    } else {
      text.append(words(node)).append(' ');
    }
  }

  private void end() {
    if (!heading.isEmpty()) {
      sections.add(new Section(heading, anchor, text.toString().strip()));
    }
    text.setLength(0);
  }
}
