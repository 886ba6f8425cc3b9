package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests loopback runs on a stack that can't ask the kernel, so that only the calls' results are
 * known.
 */
class ApplicationLevelTests {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bytesSent':5,'replyBytes':3                                              | CLEAN_EOF |"
            + " HIDDEN_RESET_NOT_VISIBLE",
        "'bytesSent':5,'bytesRead':1,'replyBytes':3                                | RESET     |",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true                    | CLEAN_EOF |"
            + " HIDDEN_RESET_NOT_VISIBLE",
        "'bytesSent':5,'lingerSeconds':0                                           | RESET     |",
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true | CLEAN_EOF"
            + " | HIDDEN_RESET_NOT_VISIBLE",
        "'bytesSent':5,'initiatorHalfCloses':true                                  | CLEAN_EOF |"
            + " HIDDEN_RESET_NOT_VISIBLE",
        "'bytesSent':5,'replyBytes':9,'bytesRead':2,'closer':'INITIATOR'           | RESET     |",
        "'bytesSent':5,'bytesRead':1,'observerReads':'BLOCKED','replyBytes':512    | RESET     |",
        "'bytesSent':16777216,'replyBytes':16777216                                | CLEAN_EOF |"
            + " HIDDEN_RESET_NOT_VISIBLE",
        "'bytesSent':16777216,'bytesRead':0                                        | RESET     |",
        "'bytesSent':5,'replyBytes':3,'tls':{}                                     | CLEAN_EOF |"
            + " HIDDEN_RESET_NOT_VISIBLE",
        "'bytesSent':5,'bytesRead':0,'tls':{}                                      | RESET     |",
        "'bytesSent':5,'closer':'INITIATOR','tls':{}                               | RESET     |",
        "'bytesSent':5,'initiatorHalfCloses':true,'tls':{}                         | RESET     |",
        "'bytesSent':5,'bytesRead':0,'tls':{},'observerReads':'BLOCKED'            | RESET     |",
        "'bytesSent':300000,'replyBytes':300000,'tls':{'versions':['TLS_1_2']}     | CLEAN_EOF |"
            + " HIDDEN_RESET_NOT_VISIBLE",
      })
  void aHiddenResetLooksLikeACleanEndAndTheOutcomeSaysSo(
      String fields, Verdict verdict, Reason reason) throws Exception {
    TcpStack stack = TcpStack.portable();
    LoopbackRun loopbackRun = new LoopbackRun(stack, "test");
    try (Lane lane = new Lane(stack, InetAddress.ofLiteral("127.0.0.1"))) {
      for (int i = 0; i < 3; i++) {
        Outcome outcome = loopbackRun.run(lane, new Asked(Drafts.spec(fields), Origin.REQUEST));

        assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(verdict);
        assertThat(outcome.reason()).isEqualTo(reason);
        assertThat(outcome.asPredicted()).isTrue();
        assertThat(outcome.run().stack()).isEqualTo("jdk");
        assertThat(outcome.run().evidenceLevel()).isEqualTo(EvidenceLevel.APPLICATION);
      }
    }
  }
}
