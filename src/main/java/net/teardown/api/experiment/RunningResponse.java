package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents in OpenAPI the response 202 with an experiment that is under way. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
    responseCode = "202",
    description = "It is under way, and its outcome will be kept",
    headers = {
      @Header(
          name = "Location",
          description = "Where it is, and where its outcome will be",
          schema = @Schema(type = "string", format = "uri-reference")),
      @Header(
          name = "Preference-Applied",
          description = "What of the header Prefer was done (RFC 7240)",
          schema = @Schema(type = "string")),
      @Header(
          name = "Retry-After",
          description = "When to look again, in seconds",
          schema = @Schema(type = "integer"))
    },
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE,
            schema = @Schema(implementation = LongRunView.class),
            examples =
                @ExampleObject(
                    name = "paused",
                    summary = "In a pause of 75 s between two requests",
                    value =
                        """
                        {"id": "019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55", "status": "RUNNING",
                         "startedAt": "2026-11-22T10:00:00.123456Z", "vantage": "probe-a",
                         "spec": {"targetHost": "127.0.0.1", "targetPort": 8000,
                           "timeoutMillis": 90000,
                           "server": {"turns": [
                             {"say": {"http": {"path": "/"}}}, {"hear": {"httpReply": true}},
                             {"pauseMillis": 75000},
                             {"say": {"http": {"path": "/"}}}, {"hear": {"httpReply": true}}]}},
                         "turns": [
                           {"turn": 0, "ended": "DONE", "saidBytes": 62, "acknowledgedBytes": 62,
                            "unacknowledgedBytes": 0, "notSentBytes": 0, "retransmits": 0,
                            "heardBytes": 0, "head": null, "atMicros": 210, "tookMicros": 24},
                           {"turn": 1, "ended": "MET", "saidBytes": 0, "acknowledgedBytes": 0,
                            "unacknowledgedBytes": 0, "notSentBytes": 0, "retransmits": 0,
                            "heardBytes": 157, "head": "HTTP/1.1 200 OK", "atMicros": 240,
                            "tookMicros": 1310}]}
                        """)))
public @interface RunningResponse {}
