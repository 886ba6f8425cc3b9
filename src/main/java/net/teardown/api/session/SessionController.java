package net.teardown.api.session;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import net.teardown.responder.Responder;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrittenReport;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lets other instances control this one as a responder. */
@RestController
@Tag(name = "Sessions", description = "How another Teardown has this one play the far end")
class SessionController implements ResponderControl {

  private final Responder responder;

  SessionController(Responder responder) {
    this.responder = responder;
  }

  @Operation(
      operationId = "armSession",
      summary = "Arm a session",
      description =
          "Prepares the responder's half of one experiment. The test connection must begin with the"
              + " 16 bytes of the ticket, which is good once and until the deadline.")
  @ApiResponse(responseCode = "201", description = "It is armed", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "413", ref = "Problem413")
  @ApiResponse(responseCode = "415", ref = "Problem415")
  @ApiResponse(responseCode = "429", ref = "Problem429")
  @ApiResponse(responseCode = "503", ref = "Problem503")
  @ResponseStatus(HttpStatus.CREATED)
  @Override
  public Session arm(ArmRequest request) {
    return responder.arm(request, System.nanoTime());
  }

  @Operation(
      operationId = "closedSession",
      summary = "Say that the initiator has closed",
      description = "Needed where the initiator closes first: the responder can't see it.")
  @ApiResponse(responseCode = "204", description = "It is known")
  @ApiResponse(responseCode = "404", ref = "Problem404")
  @ApiResponse(responseCode = "413", ref = "Problem413")
  @ApiResponse(responseCode = "415", ref = "Problem415")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Override
  public void closed(@Parameter(description = "The session's id") UUID id, InitiatorClosed closed) {
    responder.closed(id, closed);
  }

  @Operation(
      operationId = "getReport",
      summary = "Say what the responder did and saw",
      description =
          "Answers when the session is over, or when the time to wait is up. A session that is over"
              + " is known for a minute.")
  @ApiResponse(responseCode = "200", description = "The report", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "404", ref = "Problem404")
  @Override
  public WrittenReport report(
      @Parameter(description = "The session's id") UUID id,
      @Parameter(description = "How long to wait for its end, 0 to 60000 ms") int waitMillis) {
    return WrittenReport.of(responder.report(id, waitMillis, System.nanoTime()));
  }

  @Operation(
      operationId = "disarmSession",
      summary = "End a session",
      description =
          "A ticket that wasn't shown is void from then on; a script that runs is stopped.")
  @ApiResponse(responseCode = "204", description = "It is ending")
  @ApiResponse(responseCode = "404", ref = "Problem404")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Override
  public void disarm(@Parameter(description = "The session's id") UUID id) {
    responder.disarm(id);
  }
}
