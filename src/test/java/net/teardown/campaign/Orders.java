package net.teardown.campaign;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Orders of campaigns for tests. */
final class Orders {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Orders() {}

  static SpecDraft base(String json) {
    return SpecDraft.read(MAPPER.readValue(json, Object.class));
  }

  @SafeVarargs
  static Map<String, List<@Nullable Object>> axes(
      Map.Entry<String, List<@Nullable Object>>... axes) {
    Map<String, List<@Nullable Object>> all = new LinkedHashMap<>();
    for (Map.Entry<String, List<@Nullable Object>> axis : axes) {
      all.put(axis.getKey(), axis.getValue());
    }
    return all;
  }

  static CampaignOrder of(
      String base,
      Map<String, List<@Nullable Object>> axes,
      int repetitions,
      InvalidCells invalid) {
    return new CampaignOrder(null, base(base), axes, null, repetitions, null, invalid, 1L);
  }
}
