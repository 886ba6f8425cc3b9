package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;

/**
 * A page of text for a terminal, at most 80 columns wide: a headline, and paragraphs with titles in
 * the margin.
 */
public final class TextPage {

  private static final String MARGIN = "  ";
  private static final String GAP = "  ";

  private final Glyphs glyphs;
  private final List<String> headline = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();

  private sealed interface Entry {
    String title();
  }

  private record Paragraph(String title, String text, boolean verbatim) implements Entry {}

  private record Heading(String text) implements Entry {
    @Override
    public String title() {
      return "";
    }
  }

  /**
   * @param ascii whether every character is replaced that isn't plain ASCII
   */
  public TextPage(String headline, boolean ascii) {
    this.glyphs = ascii ? Glyphs.ASCII : Glyphs.UNICODE;
    this.headline.addAll(Wrap.lines(glyphs.clean(headline), TextLadder.WIDTH));
  }

  /** Adds a paragraph; one with an empty title continues under the title before. */
  public TextPage paragraph(String title, String text) {
    entries.add(new Paragraph(title, text, false));
    return this;
  }

  /** Adds a line that is never broken, so that it can be copied. */
  public TextPage line(String title, String text) {
    entries.add(new Paragraph(title, text, true));
    return this;
  }

  /** Adds a heading over the paragraphs that follow, set off by an empty line. */
  public TextPage heading(String text) {
    entries.add(new Heading(text));
    return this;
  }

  /** The page, with a line feed after every line. */
  public String text() {
    int titles = entries.stream().mapToInt(entry -> entry.title().length()).max().orElse(0);
    StringBuilder out = new StringBuilder();
    headline.forEach(line -> out.append(line).append('\n'));
    if (!(entries.getFirst() instanceof Heading)) {
      out.append('\n');
    }
    for (Entry entry : entries) {
      switch (entry) {
        case Heading(String heading) -> {
          out.append('\n');
          Wrap.lines(glyphs.clean(heading), TextLadder.WIDTH)
              .forEach(line -> out.append(line).append('\n'));
        }
        case Paragraph paragraph -> append(out, paragraph, titles);
      }
    }
    return out.toString();
  }

  private void append(StringBuilder out, Paragraph paragraph, int titles) {
    int indent = MARGIN.length() + titles + GAP.length();
    String text = glyphs.clean(paragraph.text());
    List<String> lines =
        paragraph.verbatim() ? List.of(text) : Wrap.lines(text, TextLadder.WIDTH - indent);
    for (int i = 0; i < lines.size(); i++) {
      String title = i == 0 ? paragraph.title() : "";
      out.append(MARGIN)
          .append(title)
          .append(" ".repeat(titles - title.length()))
          .append(GAP)
          .append(lines.get(i))
          .append('\n');
    }
  }
}
