package net.teardown.formats;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whose records a format is made of: a component of somebody else's may be renamed unnoticed. */
public final class Own {

  private final String whose;
  private final Set<Class<?>> written;
  private final Set<Class<?>> seen = new LinkedHashSet<>();
  private final Set<String> foreign = new LinkedHashSet<>();

  private Own(String whose, Set<Class<?>> written) {
    this.whose = whose;
    this.written = written;
  }

  /**
   * The components, at whatever depth, that are records of another room.
   *
   * @param written what is written component by component elsewhere
   */
  @SafeVarargs
  public static Set<String> foreignComponents(
      Set<Class<?>> written, Class<? extends Record>... records) {
    Own own = new Own(room(records[0]), written);
    for (Class<?> each : records) {
      own.look(each.getSimpleName(), each);
    }
    return own.foreign;
  }

  /** Of {@code net.teardown.api.monitor}, {@code net.teardown.api}. */
  private static String room(Class<?> type) {
    return type.getPackageName().replaceFirst("(net\\.teardown\\.\\w+).*", "$1");
  }

  private void look(String where, Type type) {
    switch (type) {
      case ParameterizedType container -> {
        for (Type argument : container.getActualTypeArguments()) {
          look(where, argument);
        }
      }
      case Class<?> whole when whole.isRecord() && !written.contains(whole) && seen.add(whole) -> {
        if (!room(whole).equals(whose)) {
          foreign.add(where + " is a " + whole.getName());
        }
        for (RecordComponent component : whole.getRecordComponents()) {
          look(whole.getSimpleName() + "." + component.getName(), component.getGenericType());
        }
      }
      // Numbers, texts and enums, which stand there by name.
      default -> {}
    }
  }
}
