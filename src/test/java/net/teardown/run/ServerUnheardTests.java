package net.teardown.run;

import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what is said of a server that this end closed on without having heard it out. */
@Timeout(180)
class ServerUnheardTests {

  private static AgainstServers client;

  private static final String CLOSES =
      "'server':{},'bytesSent':0,'bytesRead':0,'closer':'INITIATOR'";

  @BeforeAll
  static void start() throws Exception {
    client = new AgainstServers();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
  }

  @Test
  void whoGreetsIsResetByThisEndAndItsLogWillHaveIt() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.write(channel, "220 hi\r\n");
          Thread.sleep(5000);
        })) {
      Outcome outcome = client.run(server, CLOSES);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.NOT_OBSERVED);
      assertThat(told(outcome).happened())
          .contains("nobody at the other end is ours to ask")
          .contains("this end's kernel sent an RST")
          .contains("the server's log will have it");
      assertThat(told(outcome).advice())
          .contains("\"shutdownBeforeClose\": true, \"drainBeforeClose\": true");
    }
  }

  @Test
  void anAbortIsAnRstWhateverLiesUnread() throws Exception {
    try (Listening server = Listening.start(_ -> Thread.sleep(5000))) {
      Outcome outcome = client.run(server, CLOSES + ",'lingerSeconds':0");

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.NOT_OBSERVED);
      assertThat(told(outcome).happened()).contains("this end's kernel sent an RST");
      assertThat(told(outcome).advice()).contains("\"lingerSeconds\": null");
    }
  }

  @Test
  void whoSaysNothingGetsAFinAndNothingToLog() throws Exception {
    try (Listening server = Listening.start(_ -> Thread.sleep(5000))) {
      Outcome outcome = client.run(server, CLOSES);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.NOT_OBSERVED);
      assertThat(told(outcome).happened())
          .contains("nobody at the other end is ours to ask")
          .contains("this end's kernel sent a FIN")
          .doesNotContain("RST");
      assertThat(told(outcome).advice()).isNull();
    }
  }

  @Test
  void aServersResetThatCameBeforeOurCloseIsTold() throws Exception {
    try (Listening server = Nasty.RESETS_AT_ACCEPT.start()) {
      Outcome outcome = client.run(server, CLOSES);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.NOT_OBSERVED);
      assertThat(told(outcome).happened())
          .contains("the server's RST had come before")
          .doesNotContain("this end's kernel sent");
    }
  }

  @Test
  void aServersFinThatCameBeforeOurCloseIsTold() throws Exception {
    try (Listening server = Nasty.CLOSES_AT_ACCEPT.start()) {
      Outcome outcome = client.run(server, CLOSES);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.NOT_OBSERVED);
      assertThat(told(outcome).happened()).contains("the server's FIN had come before");
    }
  }
}
