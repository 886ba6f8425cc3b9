package net.teardown.campaign;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Converts an axis's value to a single column's. */
public final class PointValue {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PointValue() {}

  /** The value itself if it is a scalar; objects and lists as JSON in one line. */
  public static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Map<?, ?> || value instanceof Collection<?>
        ? JSON.writeValueAsString(value)
        : value;
  }
}
