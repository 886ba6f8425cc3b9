package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents in OpenAPI the responses 201 with a kept outcome and 200 with one that isn't kept. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
    responseCode = "201",
    description = "It ran and its outcome is kept",
    headers =
        @Header(
            name = "Location",
            description = "Where the outcome is kept",
            schema = @Schema(type = "string", format = "uri-reference")))
@ApiResponse(responseCode = "200", description = "The outcome")
public @interface RunResponses {}
