package net.teardown.experiment.spec;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.Verdict;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The results that a caller accepts, so that a pipeline can pass or fail on them. Neither judge nor
 * oracle sees it. An empty set, or null, accepts anything.
 *
 * @param verdicts the verdicts that are accepted; empty for all
 * @param deliveries the deliveries that are accepted; empty for all
 * @param httpStatus the HTTP statuses that are accepted, 100 to 599; empty for all
 * @param replyMatches what must be found in the beginning of what a server said, in its bytes as
 *     they came; null for nothing
 * @param replyBytes how many bytes of a reply are accepted
 * @param turnsMet whether all turns of a conversation must have been as meant; null if either is
 *     accepted
 * @param tlsEndings the ways in which a TLS stream may end; empty for all
 * @param certificateDaysLeft for how many whole days the server's certificate must still be valid;
 *     null for nothing
 */
public record Expect(
    Set<Verdict> verdicts,
    Set<Delivery> deliveries,
    Set<Integer> httpStatus,
    @Nullable Pattern replyMatches,
    Range replyBytes,
    @Nullable Boolean turnsMet,
    Set<TlsEnding> tlsEndings,
    @Nullable Integer certificateDaysLeft) {

  /**
   * A range of whole numbers, both bounds included.
   *
   * @param min null for no lower bound
   * @param max null for no upper bound
   */
  public record Range(@Nullable Integer min, @Nullable Integer max) {

    /** Every number. */
    public static final Range ALL = new Range(null, null);

    private boolean contains(long number) {
      return (min == null || number >= min) && (max == null || number <= max);
    }

    private Map<String, Integer> written() {
      Map<String, Integer> written = new LinkedHashMap<>();
      if (min != null) {
        written.put("min", min);
      }
      if (max != null) {
        written.put("max", max);
      }
      return written;
    }
  }

  /**
   * What an expectation looks at in a run.
   *
   * @param httpStatus null if there was none
   * @param replyBytes bytes of the reply that were read
   * @param head the beginning of what a server said, as it is shown; null if it said nothing
   * @param replyMatched whether what must be found in it was found in its bytes as they came; null
   *     where nothing was looked for
   * @param turnsMet whether all turns of a conversation were as meant; null where there was none
   * @param tlsEnding how the TLS stream ended; null where there was none, or it hasn't ended
   * @param certificateDaysLeft for how many whole days the server's certificate is still valid,
   *     below 0 if it has expired; null if it showed none
   */
  public record Got(
      Verdict verdict,
      Delivery delivery,
      @Nullable Integer httpStatus,
      long replyBytes,
      @Nullable String head,
      @Nullable Boolean replyMatched,
      @Nullable Boolean turnsMet,
      @Nullable TlsEnding tlsEnding,
      @Nullable Long certificateDaysLeft) {}

  /** Accepts these verdicts, deliveries and HTTP statuses, and anything else. */
  public static Expect of(
      Set<Verdict> verdicts, Set<Delivery> deliveries, Set<Integer> httpStatus) {
    return new Expect(verdicts, deliveries, httpStatus, null, Range.ALL, null, Set.of(), null);
  }

  /** What a draft says; it must say something. */
  static Expect of(SpecDraft draft) {
    return new Expect(
        draft.value(SpecFields.VERDICTS),
        draft.value(SpecFields.DELIVERIES),
        draft.value(SpecFields.HTTP_STATUS),
        draft.get(SpecFields.REPLY_MATCHES),
        new Range(draft.get(SpecFields.LEAST_REPLY_BYTES), draft.get(SpecFields.MOST_REPLY_BYTES)),
        draft.get(SpecFields.TURNS_MET),
        draft.value(SpecFields.TLS_ENDINGS),
        draft.get(SpecFields.CERTIFICATE_DAYS_LEFT));
  }

  /** What a draft says to expect this; what came later than the sets, only where it says it. */
  public SpecDraft draft() {
    SpecDraft draft =
        SpecDraft.of(SpecFields.VERDICTS, verdicts)
            .with(SpecFields.DELIVERIES, deliveries)
            .with(SpecFields.HTTP_STATUS, httpStatus);
    draft = with(draft, SpecFields.REPLY_MATCHES, replyMatches);
    draft = with(draft, SpecFields.LEAST_REPLY_BYTES, replyBytes.min());
    draft = with(draft, SpecFields.MOST_REPLY_BYTES, replyBytes.max());
    draft = with(draft, SpecFields.TURNS_MET, turnsMet);
    draft = with(draft, SpecFields.TLS_ENDINGS, tlsEndings.isEmpty() ? null : tlsEndings);
    return with(draft, SpecFields.CERTIFICATE_DAYS_LEFT, certificateDaysLeft);
  }

  private static <T> SpecDraft with(SpecDraft draft, SpecField<T> field, @Nullable T value) {
    return value == null ? draft : draft.with(field, value);
  }

  /** Whether a run that came to this is accepted. */
  public boolean isMetBy(Got got) {
    return any(verdicts, got.verdict())
        && any(deliveries, got.delivery())
        && any(httpStatus, got.httpStatus())
        && matches(got)
        && replyBytes.contains(got.replyBytes())
        && (turnsMet == null || turnsMet.equals(got.turnsMet()))
        && any(tlsEndings, got.tlsEnding())
        && lastsLongEnough(got.certificateDaysLeft());
  }

  private boolean lastsLongEnough(@Nullable Long daysLeft) {
    return certificateDaysLeft == null || (daysLeft != null && daysLeft >= certificateDaysLeft);
  }

  /**
   * A part of an expectation that a run doesn't meet.
   *
   * @param field the part, such as {@code /expect/verdicts}
   * @param wanted what is accepted there, in the form that JSON has
   * @param got what the run had instead, likewise; null if nothing
   */
  public record Shortfall(SpecField<?> field, Object wanted, @Nullable Object got) {

    /** In words, without an end: {@code 'expect.httpStatus' accepts [413], and there was 200}. */
    public String sentence() {
      return new Violation(
              field.pointer(),
              "accepts %s, and there was %s".formatted(wanted, got == null ? "none" : got))
          .sentence();
    }
  }

  /** The parts that a run which came to this doesn't meet. */
  public List<Shortfall> shortfalls(Got got) {
    List<Shortfall> unmet = new ArrayList<>();
    if (!any(verdicts, got.verdict())) {
      unmet.add(shortfall(SpecFields.VERDICTS, verdicts, got.verdict().name()));
    }
    if (!any(deliveries, got.delivery())) {
      unmet.add(shortfall(SpecFields.DELIVERIES, deliveries, got.delivery().name()));
    }
    if (!any(httpStatus, got.httpStatus())) {
      unmet.add(shortfall(SpecFields.HTTP_STATUS, httpStatus, got.httpStatus()));
    }
    if (replyMatches != null && !matches(got)) {
      unmet.add(shortfall(SpecFields.REPLY_MATCHES, replyMatches, got.head()));
    }
    if (!replyBytes.contains(got.replyBytes())) {
      unmet.add(
          new Shortfall(SpecFields.REPLY_BYTES_WITHIN, replyBytes.written(), got.replyBytes()));
    }
    if (turnsMet != null && !turnsMet.equals(got.turnsMet())) {
      unmet.add(shortfall(SpecFields.TURNS_MET, turnsMet, got.turnsMet()));
    }
    if (!any(tlsEndings, got.tlsEnding())) {
      TlsEnding ending = got.tlsEnding();
      unmet.add(
          shortfall(SpecFields.TLS_ENDINGS, tlsEndings, ending == null ? null : ending.name()));
    }
    if (certificateDaysLeft != null && !lastsLongEnough(got.certificateDaysLeft())) {
      unmet.add(
          shortfall(
              SpecFields.CERTIFICATE_DAYS_LEFT, certificateDaysLeft, got.certificateDaysLeft()));
    }
    return unmet;
  }

  private static <T> Shortfall shortfall(SpecField<T> field, T wanted, @Nullable Object got) {
    return new Shortfall(field, field.type().written(wanted), got);
  }

  /** Whether it accepts anything. */
  boolean saysNothing() {
    return equals(of(Set.of(), Set.of(), Set.of()));
  }

  private boolean matches(Got got) {
    return replyMatches == null || Boolean.TRUE.equals(got.replyMatched());
  }

  private static <T> boolean any(Set<T> expected, @Nullable T value) {
    return expected.isEmpty() || (value != null && expected.contains(value));
  }
}
