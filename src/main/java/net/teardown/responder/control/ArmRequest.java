package net.teardown.responder.control;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.teardown.experiment.spec.FieldType;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;

/**
 * What a responder is armed with.
 *
 * @param protocol {@link ResponderControl#PROTOCOL}
 * @param spec the whole spec, of which the responder plays its half
 * @param remainingMillis how long the run may still take, 1 to 60000
 * @param vantage who asks
 */
public record ArmRequest(int protocol, SpecDraft spec, int remainingMillis, String vantage) {

  /**
   * What every responder knows and has always been told. It refuses what it doesn't know; anything
   * that came later is told only where a run needs it.
   */
  private static final Set<String> ALWAYS =
      Set.of(
          "/bytesSent",
          "/bytesRead",
          "/replyBytes",
          "/closer",
          "/shutdownBeforeClose",
          "/drainBeforeClose",
          "/drainMillis",
          "/observerReads",
          "/lingerSeconds",
          "/bytesSentAfterClose",
          "/initiatorHalfCloses",
          "/peer",
          "/targetHost",
          "/targetPort",
          "/responderUrl",
          "/timeoutMillis",
          "/diagnose",
          "/compare",
          "/label");

  /** Asks for the responder's half of this spec, in this version of the protocol. */
  public static ArmRequest of(Spec spec, int remainingMillis, String vantage) {
    return new ArmRequest(
        ResponderControl.PROTOCOL, needed(SpecDraft.of(spec), ALWAYS), remainingMillis, vantage);
  }

  /**
   * What a responder has to know of this.
   *
   * @param always the pointers of what is told whatever it says
   */
  static SpecDraft needed(SpecDraft whole, Set<String> always) {
    SpecDraft needed = whole;
    // What stands in an object comes behind it in the table.
    for (SpecField<?> field : SpecFields.ALL.reversed()) {
      boolean told =
          always.contains(field.pointer())
              || (field.type() instanceof FieldType.Part
                  ? needed.written(field) instanceof Map<?, ?> object && !object.isEmpty()
                  : !Objects.equals(whole.get(field), field.fallback()));
      if (!told) {
        needed = needed.silentOn(field);
      }
    }
    return needed;
  }
}
