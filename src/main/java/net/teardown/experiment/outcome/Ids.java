package net.teardown.experiment.outcome;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/** Ids of what is kept: UUIDv7 (RFC 9562 section 5.7), which sort by the time they are made at. */
public final class Ids {

  private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  private Ids() {}

  /** Another one; several of one millisecond still ascend. */
  public static UUID next() {
    return GENERATOR.generate();
  }
}
