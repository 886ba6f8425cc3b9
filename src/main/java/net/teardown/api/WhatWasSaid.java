package net.teardown.api;

import net.teardown.experiment.SpecDraft;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a draft without the fields that it leaves out. */
final class WhatWasSaid extends ValueSerializer<SpecDraft> {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Override
  public void serialize(SpecDraft draft, JsonGenerator out, SerializationContext context) {
    ObjectNode all = MAPPER.valueToTree(draft);
    all.removeIf(JsonNode::isNull);
    out.writePOJO(all);
  }
}
