package net.teardown.api.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.teardown.api.docs.Document.Section;
import net.teardown.api.docs.Found.Place;
import net.teardown.api.page.Shell;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/** Renders Markdown as HTML pages, each with a list of all documents. */
final class Rendering {

  /** A link from one document to another, as the files have it. */
  private static final Pattern DOCUMENT = Pattern.compile("([a-z-]+)\\.md(#.*)?");

  /** A link from a document to a file of the project that isn't in the jar. */
  private static final String OUTSIDE = "../";

  static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());

  private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();
  private final HtmlRenderer renderer =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .attributeProviderFactory(_ -> attributes())
          .nodeRendererFactory(Around::renderer)
          .build();
  private final Map<String, List<String>> parts;
  private final Map<String, String> images;
  private final String frame;

  /**
   * @param parts the names of the documents by part, for the list on each page
   * @param images the scenarios whose ladders the images show, by their names
   */
  Rendering(Map<String, List<String>> parts, Map<String, String> images, Shell shell) {
    this.parts = parts;
    this.images = images;
    try (InputStream in = new ClassPathResource("docs-frame/page.html").getInputStream()) {
      this.frame = shell.dressed(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Renders a document. */
  Document of(String name, String markdown) {
    Node root = parser.parse(markdown);
    root.accept(new LinksAsServed());
    String title = title(root);
    List<Section> sections = Sections.of(root);
    Set<String> examples = Around.put(root, images);
    String body = renderer.render(root);
    return new Document(
        name, title, markdown, page(title, name, "", body, source(name)), sections, examples);
  }

  /** Renders what was found. */
  String of(Found found) {
    StringBuilder body = new StringBuilder("<h1>Search</h1>");
    body.append("<p>")
        .append(HtmlUtils.htmlEscape(summary(found)))
        .append("</p><ol class=\"found\">");
    for (Place place : found.items()) {
      body.append(
          "<li><a href=\"%s\"><strong>%s</strong> <span>%s</span></a><p>%s</p></li>"
              .formatted(
                  place.path(),
                  HtmlUtils.htmlEscape(place.heading()),
                  place.heading().equals(place.title()) ? "" : HtmlUtils.htmlEscape(place.title()),
                  HtmlUtils.htmlEscape(place.excerpt())));
    }
    return page("Search", "", found.query(), body.append("</ol>").toString(), "");
  }

  /** How many places were found, in a sentence. */
  static String summary(Found found) {
    String all =
        switch (found.total()) {
          case 0 -> "No place";
          case 1 -> "One place";
          default -> found.total() + " places";
        };
    String best =
        found.items().size() < found.total()
            ? "; the first %d are shown".formatted(found.items().size())
            : "";
    return "%s with \"%s\"%s.".formatted(all, found.query(), best);
  }

  private String page(String title, String name, String query, String body, String footer) {
    return frame
        .replace("{title}", HtmlUtils.htmlEscape(title))
        .replace("{list}", list(name))
        .replace("{source}", footer)
        // A query must not be taken for a place of the frame's.
        .replace("{query}", HtmlUtils.htmlEscape(query).replace("{", "&#123;"))
        .replace("{body}", body);
  }

  /** The first heading of a source. */
  String title(String markdown) {
    return title(parser.parse(markdown));
  }

  private static String title(Node root) {
    for (Node node = root.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading heading) {
        return Sections.words(heading);
      }
    }
    return "";
  }

  private static String source(String name) {
    return name.isEmpty() ? "" : "<a href=\"%s.md\">This page as Markdown</a>".formatted(name);
  }

  private String list(String shown) {
    StringBuilder list = new StringBuilder();
    parts.forEach((part, names) -> {
      list.append("<li><span class=\"part\">").append(part).append("</span><ul>");
      names.forEach(name ->
          list.append(
              name.equals(shown)
                  ? "<li><a href=\"%1$s\" aria-current=\"page\">%1$s</a></li>".formatted(name)
                  : "<li><a href=\"%1$s\">%1$s</a></li>".formatted(name)));
      list.append("</ul></li>");
    });
    return list.toString();
  }

  /** Makes a wide code block reachable by keyboard, because it scrolls by itself. */
  private static AttributeProvider attributes() {
    return (_, tag, attributes) -> {
      if (tag.equals("pre")) {
        attributes.put("tabindex", "0");
      }
    };
  }

  /**
   * Rewrites links: documents are served without a suffix, and the project's other files aren't
   * served.
   */
  private static final class LinksAsServed extends AbstractVisitor {

    @Override
    public void visit(Link link) {
      visitChildren(link);
      String to = link.getDestination();
      if (to.startsWith(OUTSIDE)) {
        Code path = new Code(to.replaceAll("^(\\.\\./)+", ""));
        Node inside = link.getFirstChild();
        boolean named = inside instanceof Code code && code.getLiteral().equals(path.getLiteral());
        while (link.getFirstChild() != null) {
          link.insertBefore(link.getFirstChild());
        }
        if (!named) {
          link.insertBefore(new Text(" ("));
          link.insertBefore(path);
          link.insertBefore(new Text(")"));
        }
        link.unlink();
        return;
      }
      var document = DOCUMENT.matcher(to);
      if (document.matches()) {
        String anchor = document.group(2);
        link.setDestination(document.group(1) + (anchor == null ? "" : anchor));
      }
    }
  }
}
