package net.teardown.run;

import java.util.SplittableRandom;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import tools.jackson.databind.json.JsonMapper;

/** Specs for tests: written down briefly, or drawn at random. */
public final class Drafts {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Drafts() {}

  /** A spec from the fields of a JSON object, with single quotes and without braces. */
  public static Spec spec(String fields) {
    return SpecDraft.read(JSON.readValue("{" + fields.replace('\'', '"') + "}", Object.class))
        .toSpec();
  }

  /** This spec with the fields of a JSON object put over it, nulls included. */
  public static Spec changed(Spec spec, String changes) {
    return SpecDraft.of(spec)
        .overriddenBy(SpecDraft.read(JSON.readValue(changes, Object.class)))
        .toSpec();
  }

  /** Any spec whose run can't wait, with small amounts. */
  public static Spec random(SplittableRandom random) {
    while (true) {
      boolean initiatorCloses = random.nextInt(4) == 0;
      int sent = random.nextInt(1, 200);
      int reply = random.nextBoolean() ? random.nextInt(0, 600) : 0;
      int incoming = initiatorCloses ? reply : sent;
      String fields =
          "'bytesSent':%d,'replyBytes':%d,'bytesRead':%d,'closer':'%s','shutdownBeforeClose':%b,'observerReads':'%s','drainMillis':20,"
                  .formatted(
                      sent,
                      reply,
                      random.nextBoolean() ? incoming : random.nextInt(incoming + 1),
                      initiatorCloses ? "INITIATOR" : "RESPONDER",
                      random.nextBoolean(),
                      random.nextBoolean() ? "PROMPT" : "LATE")
              + "'initiatorHalfCloses':%b,'bytesSentAfterClose':%d%s"
                  .formatted(
                      random.nextInt(4) == 0,
                      random.nextInt(4) == 0 ? random.nextInt(1, 50) : 0,
                      random.nextInt(4) == 0 ? ",'lingerSeconds':0" : "");
      try {
        return spec(fields);
      } catch (InvalidSpec _) {
        // Drawn again: not every combination makes sense.
      }
    }
  }
}
