package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Answers 200 with an outcome in every format; for the OpenAPI document. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
    responseCode = "200",
    description = "The outcome",
    content = {
      @Content(
          mediaType = "application/json",
          schema = @Schema(implementation = OutcomeView.class)),
      @Content(
          mediaType = "text/plain",
          schema = @Schema(type = "string", description = "The ladder diagram")),
      @Content(
          mediaType = "image/svg+xml",
          schema = @Schema(type = "string", description = "The ladder diagram"))
    })
@interface OutcomeResponse {}
