package net.teardown.run.server;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Replied;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.script.TransferTotals;
import org.jspecify.annotations.Nullable;

/** Makes the report on a server from a finished run. */
public final class ServerReports {

  private final Advice advice = Advice.fromResource();

  public ServerReports() {
    // Loads the parser's classes now, so that the first reply doesn't wait for it.
    HttpReader.prepare();
  }

  /**
   * Returns the report of a run with this dialogue, these transfers, this reply and this verdict.
   *
   * @param wanted what is expected of the beginning of what the server says; null for nothing
   * @param looksLikeTls whether a ClientHello on a second connection was answered in TLS; null if
   *     none was sent
   */
  public ServerReport of(
      ServerDialogue dialogue,
      TransferTotals exchange,
      EndRecord initiator,
      Reply reply,
      @Nullable Pattern wanted,
      Verdict verdict,
      @Nullable Boolean looksLikeTls) {
    HttpReply http = reply.http();
    boolean open = verdict == Verdict.TIMED_OUT || verdict == Verdict.KEPT_OPEN;
    List<Replied> replies = reply.replies(open && exchange.stop().leavesOpen());
    boolean announced = http != null && !http.interim().isEmpty();
    Requests asked = reply.asked();
    BrokenReuse broken = BrokenReuse.of(verdict, exchange, initiator, reply);
    boolean unsaid = broken != null && broken.unsaid();
    boolean idle =
        unsaid
            ? wasKept(reply) && !asked.withBodyBefore()
            : wasKept(reply)
                && !reply.owes()
                && !asked.withBody()
                && !asked.withBodyBefore()
                && TeardownGuess.resetWhenIdle(verdict, exchange, initiator);
    TeardownSign sign =
        TeardownGuess.of(verdict, exchange, initiator, dialogue.request(), announced, idle);
    boolean unanswered = exchange.bytesOffered() > 0 && reply.owes();
    ServerReport.Clients clients =
        ClientViews.of(
            dialogue.writing(),
            exchange,
            replies.isEmpty()
                ? null
                : replies.get((reply.answer() == 0 ? replies.size() : reply.answer()) - 1),
            unanswered,
            asked.withBody()
                ? TeardownGuess.race(verdict, exchange, initiator)
                : TeardownGuess.Race.NOT_SHOWN);
    boolean silent = reply.head() == null && exchange.turns().isEmpty();
    UnaryOperator<String> withoutEcho =
        silent ? UnaryOperator.identity() : Masked.withoutEchoOf(dialogue.request());
    String head = shown(reply.head(), withoutEcho);
    boolean sentBody = unsaid ? asked.withBodyBefore() : asked.withBody();
    ServerReport report =
        new ServerReport(
            exchange.stop(),
            exchange.bannerBytes(),
            exchange.replyBytes(),
            exchange.unreadBytes(),
            shown(reply.firstLine(), withoutEcho),
            shown(reply.lineBehindBanner(), withoutEcho),
            head,
            wanted == null ? null : Boolean.valueOf(reply.begins(wanted)),
            http,
            asked.areHttp() ? Math.clamp(asked.count(), 0, Integer.MAX_VALUE) : 0,
            exchange.replyBytes() == 0 && !replies.isEmpty()
                ? replies.stream().map(Replied::lost).toList()
                : replies,
            reply.leftOut(),
            reply.answer(),
            unanswered,
            reply.tls(),
            looksLikeTls,
            exchange.bytesOffered(),
            exchange.bytesAccepted(),
            exchange.acceptedBeforeReply(),
            exchange.bodyWithheld(),
            exchange.writeError(),
            exchange.readError(),
            sign == null ? Set.of() : sign.teardowns(),
            sign,
            exchange.turns().isEmpty()
                ? List.of()
                : exchange.turns().stream()
                    .map(turn -> turn.withHead(shown(turn.head(), withoutEcho)))
                    .toList(),
            exchange.tls() == null ? null : exchange.tls().in(verdict),
            clients,
            List.of());
    return report.withAdvice(
        advice.on(
            report,
            asked,
            broken,
            sentBody && !exchange.bodyWithheld() && mayHaveAnswered(verdict, broken),
            wasReset(verdict),
            idle,
            TeardownGuess.endAnswersHalfClose(exchange, initiator)));
  }

  /** Whether the last reply is whole, and behind it the connection was there for the next one. */
  private static boolean wasKept(Reply reply) {
    HttpReply last = reply.http();
    return last != null
        && Boolean.TRUE.equals(last.complete())
        && last.keepsOpen()
        && !reply.broken()
        && reply.asked().areHttp()
        && reply.asked().allKnown();
  }

  private static @Nullable String shown(@Nullable String text, UnaryOperator<String> withoutEcho) {
    return text == null ? null : withoutEcho.apply(text);
  }

  /**
   * Whether an answer may have been lost that the last request got: not one to a connection that
   * was given up before, and none that a FIN would have followed.
   */
  private static boolean mayHaveAnswered(Verdict verdict, @Nullable BrokenReuse broken) {
    return broken == null || (verdict == Verdict.RESET && !broken.announced());
  }

  private static boolean wasReset(Verdict verdict) {
    return verdict == Verdict.RESET || verdict == Verdict.EOF_THEN_RESET;
  }

  /**
   * Adds to a judgement the delivery of the reply to the last request, which this end can tell only
   * by the replies' framing.
   */
  public static Judgement delivered(Judgement judgement, ServerReport report, Reply reply) {
    boolean ended = judgement.verdict() == Verdict.CLEAN_EOF || wasReset(judgement.verdict());
    if (ended && report.unanswered()) {
      return new Judgement(
          judgement.verdict(),
          judgement.reason() == null ? Reason.UNANSWERED : judgement.reason(),
          Delivery.NONE_SENT,
          true);
    }
    return new Judgement(judgement.verdict(), judgement.reason(), delivery(report, reply), true);
  }

  private static Delivery delivery(ServerReport report, Reply reply) {
    Delivery framed = framed(report, reply);
    TlsSeen tls = report.tls();
    boolean unreadable = tls != null && tls.failure() != null && tls.alert() == null;
    return unreadable && framed != Delivery.WHOLE ? Delivery.UNKNOWN : framed;
  }

  private static Delivery framed(ServerReport report, Reply reply) {
    if (reply.isUntold() || reply.owes()) {
      return Delivery.UNKNOWN;
    }
    if (!report.replies().isEmpty()) {
      return report.replies().getLast().delivery();
    }
    return wasHeard(report.turns()) ? Delivery.WHOLE : Delivery.UNKNOWN;
  }

  /**
   * Whether what was last said was answered by what the turns behind it wait for: outside of HTTP
   * they are all that tells where a reply ends.
   */
  private static boolean wasHeard(List<TurnTaken> turns) {
    boolean heard = false;
    for (TurnTaken turn : turns) {
      heard =
          turn.saidBytes() > 0
              ? false
              : turn.ended() == TurnTaken.Ended.MET
                  ? heard || turn.heardBytes() > 0
                  : heard && turn.ended().asMeant();
    }
    return heard && turns.stream().anyMatch(turn -> turn.saidBytes() > 0);
  }
}
