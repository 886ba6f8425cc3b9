package net.teardown.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes specs into rows and reads them. An outcome's spec is written as 0.1.0 wrote it, so that a
 * downgrade to 0.1.0 can read newer rows: the fields of the other end are in {@code target} and
 * {@code approach}. A draft is also read in the form of 0.1.0, and written in it if it means the
 * same.
 */
final class StoredSpecs extends SimpleModule {

  private static final long serialVersionUID = 1L;

  private static final String TARGET = "target";
  private static final String APPROACH = "approach";
  private static final String SERVER = SpecFields.SERVER.name();
  private static final String SILENCE = SpecFields.SILENCE_MILLIS.name();
  private static final String SETTLE = SpecFields.SETTLE_MILLIS.name();

  /** The names in {@code target} and the spec fields that they hold. */
  private static final Map<String, SpecField<?>> OF_TARGET =
      Map.of(
          "host", SpecFields.TARGET_HOST,
          "port", SpecFields.TARGET_PORT,
          "responderUrl", SpecFields.RESPONDER_URL);

  /** The fields that 0.1.0 doesn't know; they are written only where they say something. */
  private static final List<SpecField<?>> LATER =
      List.of(SpecFields.SOURCE_ADDRESS, SpecFields.ADDRESS_FAMILY, SpecFields.IDLE_MILLIS);

  StoredSpecs() {
    super("stored-specs");
    addSerializer(Spec.class, new WritesSpec());
    addDeserializer(Spec.class, new ReadsSpec());
    addSerializer(SpecDraft.class, new WritesDraft());
    addDeserializer(SpecDraft.class, new ReadsDraft());
  }

  private static final class WritesSpec extends ValueSerializer<Spec> {
    @Override
    public void serialize(Spec spec, JsonGenerator out, SerializationContext context) {
      Map<String, @Nullable Object> tree = SpecDraft.of(spec).tree();
      tree.putIfAbsent(SpecFields.BYTES_SENT.name(), spec.exchange().bytesSent());
      tree.putIfAbsent(SpecFields.BYTES_READ.name(), spec.close().bytesRead());
      SpecFields.within(null).stream()
          .filter(field -> field.mayBeAxis() && !LATER.contains(field))
          .forEach(field -> addDefault(tree, field));
      LATER.forEach(field -> removeDefault(tree, field));
      Map<String, @Nullable Object> target = new LinkedHashMap<>();
      OF_TARGET.forEach((name, field) -> {
        Object value = tree.remove(field.name());
        if (value != null) {
          target.put(name, value);
        }
      });
      if (!target.isEmpty()) {
        tree.put(TARGET, target);
      }
      if (tree.remove(SERVER) instanceof Map<?, ?> server) {
        Map<Object, @Nullable Object> approach = new LinkedHashMap<>(server);
        Object settle = server.get(SETTLE);
        if (settle != null && settle.equals(server.get(SILENCE))) {
          approach.remove(SILENCE);
        }
        tree.put(APPROACH, approach);
      }
      out.writePOJO(tree);
    }

    private static <T> void removeDefault(Map<String, @Nullable Object> tree, SpecField<T> field) {
      if (field.fallback() != null) {
        tree.remove(field.name(), field.type().written(field.fallback()));
      }
    }

    private static <T> void addDefault(Map<String, @Nullable Object> tree, SpecField<T> field) {
      if (field.fallback() != null) {
        tree.putIfAbsent(field.name(), field.type().written(field.fallback()));
      }
    }
  }

  private static final class ReadsSpec extends ValueDeserializer<Spec> {
    @Override
    public Spec deserialize(JsonParser in, DeserializationContext context) {
      Map<String, @Nullable Object> tree = new LinkedHashMap<>(object(in, context));
      if (tree.remove(TARGET) instanceof Map<?, ?> target) {
        OF_TARGET.forEach((name, field) -> tree.put(field.name(), target.get(name)));
      }
      if (tree.remove(APPROACH) instanceof Map<?, ?> approach) {
        Map<Object, @Nullable Object> server = new LinkedHashMap<>(approach);
        server.putIfAbsent(SILENCE, server.get(SETTLE));
        if (server.get("request") instanceof Map<?, ?>) {
          tree.remove("bytesSent");
        }
        tree.put(SERVER, server);
      }
      return SpecDraft.readKept(tree).toSpecAsItWas();
    }
  }

  private static final class WritesDraft extends ValueSerializer<SpecDraft> {
    @Override
    public void serialize(SpecDraft draft, JsonGenerator out, SerializationContext context) {
      Map<String, @Nullable Object> tree = draft.tree();
      if (draft.says(SpecFields.PEER)
          && tree.get(SERVER) instanceof Map<?, ?> server
          && Objects.equals(server.get(SETTLE), server.get(SILENCE))) {
        tree.remove(SERVER);
        server.forEach((name, value) -> tree.put(String.valueOf(name), value));
        tree.remove(SILENCE);
      }
      out.writePOJO(tree);
    }
  }

  private static final class ReadsDraft extends ValueDeserializer<SpecDraft> {
    @Override
    public SpecDraft deserialize(JsonParser in, DeserializationContext context) {
      return SpecDraft.readKept(object(in, context));
    }
  }

  @SuppressWarnings("unchecked") // JSON has no other keys
  private static Map<String, @Nullable Object> object(
      JsonParser in, DeserializationContext context) {
    return context.readValue(in, Map.class);
  }
}
