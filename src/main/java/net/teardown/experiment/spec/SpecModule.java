package net.teardown.experiment.spec;

import java.util.Map;
import net.teardown.input.OldForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Jackson module that reads and writes drafts by the table of {@link SpecFields}, in JSON and YAML.
 * A wrong draft throws {@link InvalidSpec}, which Jackson wraps if the draft is part of another
 * object.
 */
public final class SpecModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  public SpecModule() {
    super("spec");
    addSerializer(SpecDraft.class, new Writer());
    addDeserializer(SpecDraft.class, new Reader());
  }

  private static final class Writer extends ValueSerializer<SpecDraft> {
    @Override
    public void serialize(SpecDraft draft, JsonGenerator out, SerializationContext context) {
      out.writePOJO(draft.tree());
    }
  }

  private static final class Reader extends ValueDeserializer<SpecDraft> {
    @Override
    public SpecDraft deserialize(JsonParser in, DeserializationContext context) {
      return SpecDraft.read(translated(context.readValue(in, Object.class), context));
    }

    private static @Nullable Object translated(
        @Nullable Object tree, DeserializationContext context) {
      if (!(context.getAttribute(OldForm.class) instanceof OldForm flat)
          || !(tree instanceof Map<?, ?> object)) {
        return tree;
      }
      Map<String, @Nullable Object> translated = FlatSpec.translated(object);
      if (!translated.equals(object)) {
        flat.found();
      }
      return translated;
    }
  }
}
