package net.teardown.api.probe;

import io.swagger.v3.oas.annotations.media.Schema;

/** One probe that was asked for, with its debug text. */
@Schema(name = "ProbeWithText", description = "A probe that was asked for, and what happened in it")
record ProbeView(
    ProbeItem probe,
    @Schema(description = "What GET /probe answers with debug=true") String debug) {}
