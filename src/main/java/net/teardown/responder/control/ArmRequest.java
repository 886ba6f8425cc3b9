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
 * The request to arm a responder.
 *
 * @param protocol {@link ResponderControl#PROTOCOL}
 * @param spec the whole spec, of which the responder performs its half
 * @param remainingMillis how long the run may still take, 1 to 3600000
 * @param vantage the name of the instance that asks
 */
public record ArmRequest(int protocol, SpecDraft spec, int remainingMillis, String vantage) {

  /**
   * The fields that every responder knows and that are always sent. A responder refuses fields that
   * it doesn't know, so later ones are sent only if a run needs them.
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

  /** The fields that concern the initiator alone, so that an older responder needn't know them. */
  private static final Set<String> NEVER =
      Set.of(SpecFields.SOURCE_ADDRESS.pointer(), SpecFields.ADDRESS_FAMILY.pointer());

  /** The request for the responder's half of this spec, in this version of the protocol. */
  public static ArmRequest of(Spec spec, int remainingMillis, String vantage) {
    return new ArmRequest(
        ResponderControl.PROTOCOL, needed(SpecDraft.of(spec), ALWAYS), remainingMillis, vantage);
  }

  /**
   * The part of a spec that a responder needs.
   *
   * @param always the pointers of the fields that are sent whatever their value
   */
  static SpecDraft needed(SpecDraft whole, Set<String> always) {
    SpecDraft needed = whole;
    // In the table the fields of an object come after the object.
    for (SpecField<?> field : SpecFields.ALL.reversed()) {
      boolean sent =
          always.contains(field.pointer())
              || (field.type() instanceof FieldType.Part
                  ? needed.written(field) instanceof Map<?, ?> object
                      && (!object.isEmpty() || field == SpecFields.OWN_TLS)
                  : !Objects.equals(whole.get(field), field.fallback()));
      if (!sent || NEVER.contains(field.pointer())) {
        needed = needed.silentOn(field);
      }
    }
    return needed;
  }
}
