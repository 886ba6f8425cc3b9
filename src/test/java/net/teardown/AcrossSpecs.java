package net.teardown;

import java.util.SplittableRandom;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.OwnTls;
import net.teardown.experiment.spec.SpecDraft;
import tools.jackson.databind.json.JsonMapper;

/** Draws random specs of every kind for runs between two hosts. */
final class AcrossSpecs {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] READS = {"PROMPT", "PROMPT", "LATE", "BLOCKED"};
  private static final int LARGEST = 2 * 1024 * 1024;

  private AcrossSpecs() {}

  /**
   * The fields of a valid spec, with single quotes and without braces.
   *
   * @param large the number of bytes from which an amount is large; a third of them are
   */
  static String random(SplittableRandom random, int large) {
    while (true) {
      String fields = any(random, large);
      try {
        SpecDraft.read(
                JSON.readValue(
                    "{'targetHost':'b',%s}".formatted(fields).replace('\'', '"'), Object.class))
            .toSpec();
        return fields;
      } catch (InvalidSpec _) {
        // Draw again, because not every combination is valid.
      }
    }
  }

  private static String any(SplittableRandom random, int large) {
    boolean initiatorCloses = random.nextInt(4) == 0;
    int sent = bytes(random, large);
    int reply = random.nextInt(4) == 0 ? 0 : bytes(random, large);
    int incoming = initiatorCloses ? reply : sent;
    boolean tls = random.nextInt(4) == 0;
    int some = random.nextInt(incoming + 1);
    StringBuilder fields =
        new StringBuilder(
            "'bytesSent':%d,'replyBytes':%d,'bytesRead':%d,'closer':'%s'"
                .formatted(
                    sent,
                    reply,
                    random.nextBoolean()
                        ? incoming
                        : tls ? some - some % OwnTls.RECORD_BYTES : some,
                    initiatorCloses ? "INITIATOR" : "RESPONDER"));
    String reads = READS[random.nextInt(READS.length)];
    fields.append(",'observerReads':'%s','timeoutMillis':20000".formatted(reads));
    if (random.nextBoolean()) {
      fields.append(",'shutdownBeforeClose':true");
      if (random.nextInt(3) == 0) {
        // An observer that reads late would exceed the drain's bound.
        boolean toTheEnd = !reads.equals("LATE") && random.nextBoolean();
        fields.append(
            ",'drainBeforeClose':true,'drainMillis':%d"
                .formatted(toTheEnd ? 10_000 : random.nextInt(30)));
      }
    }
    if (random.nextInt(3) == 0) {
      fields.append(",'initiatorHalfCloses':true");
    }
    if (random.nextInt(4) == 0) {
      fields.append(",'bytesSentAfterClose':").append(bytes(random, large));
    }
    if (random.nextInt(4) == 0) {
      fields.append(",'lingerSeconds':").append(random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      fields.append(",'diagnose':true");
    }
    if (tls) {
      fields.append(
          ",'tls':{'versions':['TLS_1_%d'],'closeNotify':'%s'}"
              .formatted(random.nextInt(2, 4), random.nextInt(4) == 0 ? "SKIP" : "SEND"));
    }
    return fields.toString();
  }

  private static int bytes(SplittableRandom random, int large) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(20);
      case 1 -> random.nextInt(large);
      default -> random.nextInt(large, LARGEST);
    };
  }
}
