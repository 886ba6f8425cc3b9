package net.teardown.campaign;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A value of an axis where there is room for one word. */
public final class PointValue {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PointValue() {}

  /** The value itself if it is plain; objects and lists as JSON, in one line. */
  public static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Map<?, ?> || value instanceof Collection<?>
        ? JSON.writeValueAsString(value)
        : value;
  }
}
