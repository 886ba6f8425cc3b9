package net.teardown.experiment.outcome;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/** Makes ids of stored things: UUIDv7 (RFC 9562 section 5.7), which sort by creation time. */
public final class Ids {

  private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  private Ids() {}

  /** Returns a new id; ids made within one millisecond ascend too. */
  public static UUID next() {
    return GENERATOR.generate();
  }
}
