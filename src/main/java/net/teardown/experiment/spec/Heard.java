package net.teardown.experiment.spec;

import com.google.re2j.Pattern;

/** What a turn waits to hear. Bytes that come behind it are left to the next turn. */
public sealed interface Heard {

  /** This many bytes, 1 to {@link SpecFields#MAX_BYTES}. */
  record Bytes(int count) implements Heard {}

  /** Bytes that end with this text in UTF-8. */
  record Until(String text) implements Heard {}

  /**
   * A match of this regular expression (RE2) in what this turn hears, of which the last 8 KiB are
   * looked at. The rest of the line that the match ends in is heard, too; a line whose end doesn't
   * come is waited for no longer than the silence.
   */
  record Match(Pattern pattern) implements Heard {}

  /**
   * A line in which this regular expression (RE2) matches. Each line is looked at alone and without
   * its end, CR LF or LF; those that don't match are passed over. Behind the last line feed, what
   * comes before the end of the stream counts as a line. One of more than 64 KiB ends the turn.
   */
  record MatchingLine(Pattern pattern) implements Heard {}

  /** One line, its line feed included. */
  record Line() implements Heard {}

  /** One more whole reply in HTTP, by the framing of RFC 9112 6.3. */
  record HttpReply() implements Heard {}

  /** Nothing for as long as the spec's silence. */
  record Silence() implements Heard {}

  /** The end of the stream, which a FIN makes: a reset is none. */
  record End() implements Heard {}
}
