package net.teardown.picture;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import net.teardown.picture.Arrow.Fate;
import net.teardown.picture.Picture.Note;
import org.jspecify.annotations.Nullable;

/** Renders a picture for a terminal of {@link #WIDTH} columns. */
final class TextLadder {

  static final int WIDTH = 80;

  private static final int TIME = 8;
  private static final int LEFT = TIME + 3;
  private static final int LEAST_CALLS = 15;
  private static final int MOST_CALLS = 22;
  private static final int LEAST_ARROW = 20;
  private static final int MOST_ARROW = 26;

  /** The widest circumstances, in columns, that go beside the headline; wider ones go below it. */
  private static final int MOST_BESIDE = 44;

  private static final String MARGIN = "  ";

  private final Picture picture;
  private final Glyphs glyphs;
  private final int time;
  private final int leftCalls;
  private final int rightCalls;
  private final int arrow;
  private final StringBuilder out = new StringBuilder();

  private TextLadder(Picture picture, Glyphs glyphs) {
    this.picture = picture;
    this.glyphs = glyphs;
    // The {@code ~} in front of a time takes a column of the gap behind it.
    time = picture.legend() == null ? TIME : TIME + 1;
    int room = WIDTH - LEFT - 4;
    int wanted = calls(picture.right().address(), Rung::right);
    leftCalls =
        Math.min(
            calls(picture.left().address(), Rung::left),
            Math.max(MOST_CALLS, room - LEAST_ARROW - wanted));
    rightCalls = Math.min(wanted, room - LEAST_ARROW - leftCalls);
    arrow = Math.min(MOST_ARROW, room - leftCalls - rightCalls);
  }

  static String draw(Picture picture, Glyphs glyphs) {
    return new TextLadder(picture, glyphs).draw();
  }

  private String draw() {
    head();
    line("");
    rung("", picture.left().name(), picture.right().name(), "", " ");
    rung("", picture.left().address(), picture.right().address(), "", " ");
    if (picture.rungs().isEmpty()) {
      line(" ".repeat(LEFT) + "(no calls on record)");
    }
    for (Rung rung : picture.rungs()) {
      rung(
          clean(rung.time()),
          rung.left(),
          rung.right(),
          rung.arrow() == null ? "" : glyphs.draw(rung.arrow(), arrow),
          glyphs.lifeline());
    }
    if (picture.legend() != null) {
      Wrap.lines(clean(picture.legend()), WIDTH - MARGIN.length())
          .forEach(more -> line(MARGIN + more));
    }
    if (any(Fate.MADE_IN_BETWEEN)) {
      line(MARGIN + glyphs.origin() + " made in between, not by the end that it points away from");
    }
    if (any(Fate.ORIGIN_UNKNOWN)) {
      line(
          MARGIN
              + glyphs.unknown()
              + " it arrived, and nobody's word says that the other end sent it");
    }
    line("");
    int title = picture.notes().stream().mapToInt(note -> note.title().length()).max().orElse(0);
    picture.notes().forEach(note -> note(note, title));
    return out.toString();
  }

  private boolean any(Fate fate) {
    return picture.rungs().stream()
        .anyMatch(rung -> rung.arrow() != null && rung.arrow().fate() == fate);
  }

  private void head() {
    String circumstances = clean(picture.circumstances());
    int width = Wrap.columns(circumstances);
    boolean beside = width <= MOST_BESIDE;
    List<String> headline =
        Wrap.lines(clean(picture.headline()), beside ? WIDTH - width - 3 : WIDTH);
    line(beside ? pad(headline.getFirst(), WIDTH - width) + circumstances : headline.getFirst());
    headline.stream().skip(1).forEach(this::line);
    if (!beside) {
      Wrap.lines(circumstances, WIDTH).forEach(this::line);
    }
    List<String> spec = Wrap.lines(clean(picture.spec()), WIDTH - MARGIN.length());
    line(spec.getFirst());
    spec.stream().skip(1).forEach(more -> line(MARGIN + more));
  }

  private void rung(
      String time, @Nullable String left, @Nullable String right, String arrow, String lifeline) {
    List<String> lefts = Wrap.lines(left == null ? "" : clean(left), leftCalls);
    List<String> rights = Wrap.lines(right == null ? "" : clean(right), rightCalls);
    for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
      String before =
          i == 0
              ? " ".repeat(Math.max(0, this.time - time.length())) + time
              : " ".repeat(this.time);
      line(
          before
              + " ".repeat(LEFT - this.time)
              + pad(i < lefts.size() ? lefts.get(i) : "", leftCalls + 1)
              + lifeline
              + pad(i == 0 ? arrow : "", this.arrow)
              + lifeline
              + " "
              + (i < rights.size() ? rights.get(i) : ""));
    }
  }

  private void note(Note note, int title) {
    String indent = MARGIN + " ".repeat(title + 2);
    List<String> lines =
        note.paragraphs().stream()
            .flatMap(text -> Wrap.lines(clean(text), WIDTH - indent.length()).stream())
            .toList();
    line(MARGIN + pad(note.title(), title + 2) + lines.getFirst());
    lines.stream().skip(1).forEach(more -> line(indent + more));
  }

  /** The width of one end's calls without line breaks. */
  private int calls(String address, Function<Rung, @Nullable String> text) {
    return Stream.concat(
            Stream.of(address),
            picture.rungs().stream().map(text).map(call -> call == null ? "" : call))
        .mapToInt(call -> Wrap.columns(clean(call)))
        .reduce(LEAST_CALLS, Math::max);
  }

  private String clean(String text) {
    return glyphs.clean(text);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - Wrap.columns(text)));
  }

  private void line(String text) {
    out.append(text.replace(Wrap.NO_BREAK, " ").stripTrailing()).append('\n');
  }
}
