package net.teardown.diagnosis;

import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Closer;
import tools.jackson.databind.json.JsonMapper;

/** Builds specs between two hosts from the closer's side, so that either end can be the closer. */
final class Specs {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Specs() {}

  /**
   * @param in bytes that are sent to the closer
   * @param read bytes that the closer reads
   * @param out bytes that the closer sends
   * @param more further fields as JSON with single quotes for double ones; empty for none
   */
  static Spec spec(Closer closer, int in, int read, int out, String more) {
    boolean responder = closer == Closer.RESPONDER;
    String json =
        "{'targetHost':'probe-b','closer':'%s','bytesSent':%d,'bytesRead':%d,'replyBytes':%d%s}"
            .formatted(
                closer,
                responder ? in : out,
                read,
                responder ? out : in,
                more.isEmpty() ? "" : "," + more);
    return SpecDraft.read(JSON.readValue(json.replace('\'', '"'), Object.class)).toSpec();
  }
}
