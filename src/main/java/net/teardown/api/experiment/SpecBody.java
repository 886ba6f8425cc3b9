package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.teardown.experiment.spec.SpecDraft;
import org.springframework.http.MediaType;

/** Documents in OpenAPI that the body is a spec, with an example. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@RequestBody(
    required = true,
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE,
            schema = @Schema(implementation = SpecDraft.class),
            examples = {
              @ExampleObject(
                  name = "reset",
                  summary = "Five bytes sent, one read: the close resets",
                  value = "{\"bytesSent\": 5, \"bytesRead\": 1}"),
              @ExampleObject(
                  name = "conversation",
                  summary = "A mail server greets and is said goodbye to, in turns",
                  value =
                      """
                      {"targetHost": "127.0.0.1", "targetPort": 25,
                       "server": {"turns": [
                         {"hear": {"match": "(?m)^220[ \\r]", "withinMillis": 3000}},
                         {"say": {"text": "QUIT\\r\\n"}},
                         {"hear": {"end": true}}]},
                       "expect": {"turnsMet": true}}
                      """),
              @ExampleObject(
                  name = "ticket",
                  summary = "Both ends speak TLS: the client closes with a session ticket unread",
                  value = "{\"bytesSent\": 5, \"closer\": \"INITIATOR\", \"tls\": {}}"),
              @ExampleObject(
                  name = "route",
                  summary = "A server by name, over IPv4, from another address of this host",
                  value =
                      "{\"targetHost\": \"localhost\", \"targetPort\": 8000, \"server\": {},"
                          + " \"bytesSent\": 0, \"sourceAddress\": \"127.0.0.2\","
                          + " \"addressFamily\": \"ONLY_IPV4\"}")
            }))
@interface SpecBody {}
