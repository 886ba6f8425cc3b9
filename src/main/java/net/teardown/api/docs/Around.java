package net.teardown.api.docs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * An element around something of a document. A table gets one that scrolls by itself and is reached
 * by keyboard. A ladder gets one that a browser with scripts draws of a run on this host, keeping
 * what stands inside as its text: a block of code whose fence names the scenario behind {@code
 * text}, or an image that was drawn of one.
 */
final class Around extends CustomBlock {

  private static final Pattern FENCE = Pattern.compile("text ([a-z0-9-]+)");
  private static final String IMAGES = "images/";

  private final String tag;
  private final Map<String, String> attributes;

  private Around(String tag, Map<String, String> attributes) {
    this.tag = tag;
    this.attributes = attributes;
  }

  /**
   * Puts them into a document.
   *
   * @param images the scenarios of the images, by their names
   * @return the scenarios of the ladders
   */
  static Set<String> put(Node root, Map<String, String> images) {
    Set<String> scenarios = new LinkedHashSet<>();
    root.accept(
        new AbstractVisitor() {
          @Override
          public void visit(FencedCodeBlock block) {
            Matcher named = FENCE.matcher(block.getInfo());
            if (named.matches()) {
              ladder(named.group(1), block);
            }
          }

          @Override
          public void visit(Paragraph paragraph) {
            if (paragraph.getFirstChild() instanceof Image image
                && image.getNext() == null
                && image.getDestination().startsWith(IMAGES)) {
              String scenario = images.get(image.getDestination().substring(IMAGES.length()));
              if (scenario != null) {
                ladder(scenario, paragraph);
              }
            }
          }

          @Override
          public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
              Map<String, String> attributes = new LinkedHashMap<>();
              attributes.put("class", "table");
              attributes.put("tabindex", "0");
              new Around("div", attributes).takeIn(block);
            }
          }

          private void ladder(String scenario, Node inside) {
            scenarios.add(scenario);
            new Around("td-example", Map.of("scenario", scenario)).takeIn(inside);
          }
        });
    return scenarios;
  }

  private void takeIn(Node inside) {
    inside.insertBefore(this);
    appendChild(inside);
  }

  /** Writes them. */
  static NodeRenderer renderer(HtmlNodeRendererContext context) {
    HtmlWriter writer = context.getWriter();
    return new NodeRenderer() {
      @Override
      public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(Around.class);
      }

      @Override
      public void render(Node node) {
        Around around = (Around) node;
        writer.line();
        writer.tag(around.tag, around.attributes);
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
          context.render(child);
        }
        writer.tag("/" + around.tag);
        writer.line();
      }
    };
  }
}
