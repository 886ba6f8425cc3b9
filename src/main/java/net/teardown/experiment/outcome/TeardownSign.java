package net.teardown.experiment.outcome;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a transcript shows of how a server ended the connection, and which ways look like that. */
public enum TeardownSign {
  NO_END("neither a FIN nor a reset came before this end left", ServerTeardown.KEEPS_OPEN),
  READ_ON_BEHIND_FIN(
      "what was sent behind its FIN was acknowledged, more than lies unread in a queue, and no"
          + " reset came",
      ServerTeardown.LINGERING_CLOSE),
  TAKEN_BEHIND_FIN(
      "what was sent behind its FIN was acknowledged, which its kernel does whether or not it"
          + " reads",
      ServerTeardown.LINGERING_CLOSE,
      ServerTeardown.HALF_CLOSE_THEN_CLOSE),
  TOOK_THE_REST(
      "it took the rest of the message after it had begun to answer, and a FIN ended that",
      ServerTeardown.LINGERING_CLOSE,
      ServerTeardown.PLAIN_CLOSE),
  RESET_BEHIND_FIN(
      "a reset came behind its FIN, and nothing of this end's was on its way",
      ServerTeardown.HALF_CLOSE_THEN_CLOSE),
  RESET_AFTER_MORE(
      "the reset behind its FIN may answer what this end sent later",
      ServerTeardown.HALF_CLOSE_THEN_CLOSE,
      ServerTeardown.PLAIN_CLOSE),
  RESET_ALONE(
      "a reset came and no FIN, as of a close with data unread",
      ServerTeardown.PLAIN_CLOSE,
      ServerTeardown.ABORT,
      ServerTeardown.SOCKET_GONE,
      ServerTeardown.IN_BETWEEN),
  RESET_UNPROVOKED(
      "a reset came and no FIN, though nothing was sent that could have lain unread",
      ServerTeardown.ABORT,
      ServerTeardown.SOCKET_GONE,
      ServerTeardown.IN_BETWEEN),
  RESET_WHILE_IDLE(
      "a reset came and no FIN while the connection was idle: all that was asked had been answered"
          + " in whole, so no data lay unread, unless the server hadn't read to its end what it"
          + " answered",
      ServerTeardown.ABORT,
      ServerTeardown.SOCKET_GONE,
      ServerTeardown.IN_BETWEEN),
  FIN_WITHOUT_A_WORD("a FIN came before it had said anything: it didn't accept what it saw");

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<ServerTeardown> teardowns;

  TeardownSign(String text, ServerTeardown... teardowns) {
    this.text = text;
    this.teardowns = List.of(teardowns);
  }

  /** What was seen, a clause. */
  public String text() {
    return text;
  }

  /** The ways to end that look like this from the other end; none if nothing shows how. */
  public Set<ServerTeardown> teardowns() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(teardowns));
  }
}
