package net.teardown.run;

import java.util.SplittableRandom;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import tools.jackson.databind.json.JsonMapper;

/** Makes specs for tests, from short JSON or at random. */
public final class Drafts {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Drafts() {}

  /** A spec from the fields of a JSON object, with single quotes and without braces. */
  public static Spec spec(String fields) {
    return draft(fields).toSpec();
  }

  /** As {@link #spec}, with what is said beside the spec. */
  static SpecDraft draft(String fields) {
    return SpecDraft.read(JSON.readValue("{" + fields.replace('\'', '"') + "}", Object.class));
  }

  /** This spec overridden by the fields of a JSON object, nulls included. */
  public static Spec changed(Spec spec, String changes) {
    return SpecDraft.of(spec)
        .overriddenBy(SpecDraft.read(JSON.readValue(changes, Object.class)))
        .toSpec();
  }

  /** A random spec with small amounts whose run can't wait. */
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
        // Not every combination is valid, so another one is drawn.
      }
    }
  }
}
