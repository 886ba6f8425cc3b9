package net.teardown.campaign;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.InvalidSpec;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import org.jspecify.annotations.Nullable;

/**
 * The product of a campaign's axes over its base. What stands at a point follows from the point's
 * index and is made whenever it is asked for, so that a grid is as small as what was ordered.
 */
final class Grid {

  private static final RecordComponent[] COMPONENTS = SpecDraft.class.getRecordComponents();

  /** What may stand in a spec, in the order of its fields. */
  static final List<String> FIELDS =
      Arrays.stream(COMPONENTS).map(RecordComponent::getName).toList();

  private static final Constructor<SpecDraft> DRAFT = constructor();

  /**
   * One axis.
   *
   * @param field which field of a spec, an index into {@link #FIELDS}
   * @param said its values as they were ordered, and as they may be shown
   * @param read the same as the field's own type
   */
  record Axis(int field, List<@Nullable Object> said, List<@Nullable Object> read) {

    String name() {
      return FIELDS.get(field);
    }
  }

  private final @Nullable Object[] base;
  private final List<Axis> axes;
  private final int size;

  /**
   * @param axes the last one varies fastest; their product fits into an int
   */
  Grid(SpecDraft base, List<Axis> axes) {
    this.base = new @Nullable Object[COMPONENTS.length];
    for (int i = 0; i < COMPONENTS.length; i++) {
      this.base[i] = value(base, i);
    }
    this.axes = List.copyOf(axes);
    this.size = axes.stream().mapToInt(axis -> axis.said().size()).reduce(1, Math::multiplyExact);
  }

  /** How many points there are. */
  int size() {
    return size;
  }

  /** The value of each axis at this point, in the order of the axes. */
  Map<String, @Nullable Object> point(int index) {
    Map<String, @Nullable Object> point = new LinkedHashMap<>();
    int stride = size;
    for (Axis axis : axes) {
      stride /= axis.said().size();
      point.put(axis.name(), axis.said().get(index / stride % axis.said().size()));
    }
    return Collections.unmodifiableMap(point);
  }

  /**
   * What is run at this point.
   *
   * @throws InvalidSpec if the rules refuse it
   */
  Spec spec(int index) {
    @Nullable Object[] fields = base.clone();
    int stride = size;
    for (Axis axis : axes) {
      stride /= axis.read().size();
      fields[axis.field()] = axis.read().get(index / stride % axis.read().size());
    }
    try {
      return DRAFT.newInstance(fields).toSpec();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("a draft only holds what it is given", e);
    }
  }

  /** What a draft says of this field; null if nothing. */
  static @Nullable Object value(SpecDraft draft, int field) {
    try {
      return COMPONENTS[field].getAccessor().invoke(draft);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("a record's accessors only read", e);
    }
  }

  /** Whether a value is already what this field holds, as numbers and truths read from JSON are. */
  static boolean isPlain(int field, @Nullable Object value) {
    Class<?> type = COMPONENTS[field].getType();
    return value == null
        || ((type == Integer.class || type == Boolean.class) && type.isInstance(value));
  }

  private static Constructor<SpecDraft> constructor() {
    try {
      return SpecDraft.class.getDeclaredConstructor(
          Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every record has its canonical constructor", e);
    }
  }
}
