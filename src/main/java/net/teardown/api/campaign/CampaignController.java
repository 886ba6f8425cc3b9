package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import net.teardown.api.http.Audit;
import net.teardown.api.http.Format;
import net.teardown.api.http.Paging;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Patience;
import net.teardown.api.http.QueryText;
import net.teardown.api.http.Shown;
import net.teardown.api.http.Watchers;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.api.problem.UnmetPart;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignOrder;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.CampaignService;
import net.teardown.campaign.Campaigns;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Starts, lists, reports, cancels, resumes and deletes campaigns. */
@RestController
@RequestMapping(Paths.CAMPAIGNS)
@Tag(name = "Campaigns", description = "Sweep a spec along axes, many runs each")
class CampaignController {

  private static final String WAIT =
      "How many seconds to wait for its end, at most; the answer is what there is by then";
  private static final String FAIL_UNMET =
      "Whether a campaign of which a run isn't what 'base.expect' counts as met is a 422 after the"
          + " wait, over or not; so is one that ended before all of its runs were made. 202: it"
          + " isn't over by then, and no run is unmet so far";

  private final CampaignService service;
  private final CampaignAnswers answers;
  private final CampaignEvents events;
  private final Watchers watchers;
  private final CampaignWatch watch;
  private final KnownCampaigns campaigns;

  CampaignController(
      CampaignService service,
      CampaignAnswers answers,
      CampaignEvents events,
      Watchers watchers,
      CampaignWatch watch,
      KnownCampaigns campaigns) {
    this.service = service;
    this.answers = answers;
    this.events = events;
    this.watchers = watchers;
    this.watch = watch;
    this.campaigns = campaigns;
  }

  @Operation(
      operationId = "startCampaign",
      summary = "Start a campaign",
      description =
          "Queues a campaign: every combination of the axes' values over the base is a cell, and"
              + " each cell is run as often as repetitions says, in an order that is shuffled anew"
              + " for each repetition. With wait the answer is the campaign once it has ended.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = CampaignBody.class),
                      examples =
                          @ExampleObject(
                              name = "unread",
                              summary = "From which unread byte on a close resets",
                              value =
                                  "{\"label\": \"unread\", \"base\": {\"bytesSent\": 5}, \"axes\":"
                                      + " {\"bytesRead\": [0, 1, 2, 3, 4, 5],"
                                      + " \"shutdownBeforeClose\": [false, true]},"
                                      + " \"repetitions\": 50}"))))
  @ApiResponse(
      responseCode = "202",
      description = "It is queued, or not over after that wait",
      headers =
          @Header(
              name = "Location",
              description = "Where it is",
              schema = @Schema(type = "string", format = "uri-reference")))
  @ApiResponse(
      responseCode = "201",
      description = "It was waited for, and has ended",
      headers =
          @Header(
              name = "Location",
              description = "Where it is",
              schema = @Schema(type = "string", format = "uri-reference")))
  @MayFail({413, 415, 422, 429, 503})
  @PostMapping
  void post(
      @RequestBody CampaignBody body,
      @Parameter(description = WAIT)
          @RequestParam(required = false)
          @Min(value = 0, message = Patience.WAIT_BOUNDS)
          @Max(value = Patience.LONGEST_WAIT, message = Patience.WAIT_BOUNDS)
          @Nullable Integer wait,
      @Parameter(description = FAIL_UNMET) @RequestParam(defaultValue = "false") boolean failUnmet,
      @Parameter(hidden = true) Shown<CampaignReport> shown,
      HttpServletResponse response)
      throws IOException {
    CampaignOrder order = body.order();
    requireExpectation(failUnmet, wait, order.base());
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    if (wait == null || wait == 0) {
      answers.give(
          response,
          () -> {
            CampaignService.Posted<CampaignAnswers.Packed> posted =
                service.post(order, report -> answers.pack(report, shown));
            audit(posted.campaign());
            response.setStatus(HttpStatus.ACCEPTED.value());
            response.setHeader(HttpHeaders.LOCATION, location(posted.campaign()));
            return posted.view();
          });
      return;
    }
    watchers.admit(() -> {
      Campaign posted = service.post(order, _ -> "").campaign();
      audit(posted);
      response.setHeader(HttpHeaders.LOCATION, location(posted));
      Campaign now = watch.await(posted, Duration.ofSeconds(wait));
      response.setStatus(
          now.status().active() ? HttpStatus.ACCEPTED.value() : HttpStatus.CREATED.value());
      give(now, failUnmet, shown, response);
    });
  }

  /** Nobody is told of a campaign that fails when nobody waits for it. */
  private static void requireExpectation(
      boolean failUnmet, @Nullable Integer wait, SpecDraft base) {
    if (!failUnmet) {
      return;
    }
    if (wait == null || wait == 0) {
      String message =
          "needs 'wait', in seconds: the answer that fails is the one that is waited for";
      throw new InvalidRequest(
          "'failUnmet' " + message, InputError.inParameter("failUnmet", message));
    }
    if (!base.says(SpecFields.EXPECT)) {
      String message = "is required with 'failUnmet': what counts as met";
      throw new InvalidRequest(
          "'base.expect' " + message, InputError.inPath("base/expect", message));
    }
  }

  private static void audit(Campaign posted) {
    String host = posted.base().get(SpecFields.TARGET_HOST);
    boolean varies = posted.axes().keySet().stream().anyMatch(axis -> axis.endsWith("targetHost"));
    Audit.ordered(varies ? "several" : host == null ? "loopback" : host, posted.id());
  }

  private static String location(Campaign campaign) {
    return Paths.CAMPAIGNS + "/" + campaign.id();
  }

  /** Answers with the report; with 422 where the caller wants that of a campaign that isn't met. */
  private void give(
      Campaign campaign,
      boolean failUnmet,
      Shown<CampaignReport> shown,
      HttpServletResponse response)
      throws IOException {
    boolean problem = shown.representation().format().equals(Format.JSON);
    answers.give(
        response,
        () ->
            service.report(
                campaign,
                report -> {
                  List<UnmetPart> unmet = failUnmet ? CampaignUnmet.of(report) : List.of();
                  if (unmet.isEmpty()) {
                    return answers.pack(report, shown);
                  }
                  response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
                  return problem
                      ? answers.pack(CampaignUnmet.problem(report, unmet, shown.body(report)))
                      : answers.pack(report, shown);
                }));
  }

  @Operation(operationId = "listCampaigns", summary = "List campaigns, newest first")
  @ApiResponse(responseCode = "200", description = "One page")
  @MayFail(503)
  @GetMapping
  ResponseEntity<Object> list(
      @Parameter(description = "Only campaigns with this label") @RequestParam(required = false)
          @Nullable String label,
      @Parameter(description = "How many on a page")
          @RequestParam(defaultValue = "50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int size,
      @Parameter(description = "Where the page before ended; its 'next' holds it")
          @RequestParam(required = false)
          @Nullable String after,
      @Parameter(hidden = true) Shown<CampaignPage> shown,
      HttpServletRequest request) {
    QueryText.requirePrintable("label", label);
    Campaigns.Page page = service.list(label, size, after);
    String next = page.next() == null ? null : Paging.next(Paths.CAMPAIGNS, request, page.next());
    return shown.of(
        new CampaignPage(page.items().stream().map(CampaignItem::of).toList(), next),
        Paging.leadingTo(next));
  }

  @Operation(
      operationId = "getCampaign",
      summary = "Read one campaign",
      description =
          "What its runs come to so far, cell by cell; as text a heat map and a table for a"
              + " terminal, as SVG the heat map, as CSV a row per cell.")
  @ApiResponse(responseCode = "200", description = "The campaign")
  @ApiResponse(responseCode = "202", description = "With failUnmet: it isn't over after that wait")
  @MayFail({404, 422, 429, 503})
  @GetMapping("/{id}")
  void get(
      @Parameter(description = "The campaign's id") @PathVariable UUID id,
      @Parameter(description = WAIT)
          @RequestParam(defaultValue = "0")
          @Min(value = 0, message = Patience.WAIT_BOUNDS)
          @Max(value = Patience.LONGEST_WAIT, message = Patience.WAIT_BOUNDS)
          int wait,
      @Parameter(description = FAIL_UNMET) @RequestParam(defaultValue = "false") boolean failUnmet,
      @Parameter(hidden = true) Shown<CampaignReport> shown,
      HttpServletResponse response)
      throws IOException {
    Campaign campaign = campaigns.named(id);
    requireExpectation(failUnmet, wait, campaign.base());
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    if (wait == 0) {
      give(campaign, false, shown, response);
      return;
    }
    watchers.admit(() -> {
      Campaign now = watch.await(campaign, Duration.ofSeconds(wait));
      // Who asks whether it is met must not take it for that.
      response.setStatus(
          failUnmet && now.status().active() ? HttpStatus.ACCEPTED.value() : HttpStatus.OK.value());
      give(now, failUnmet, shown, response);
    });
  }

  @Operation(
      operationId = "watchCampaign",
      summary = "Watch a campaign",
      description =
          "Server-sent events: 'progress' while it runs, 'end' when it has ended, and then the"
              + " stream ends. Each event is the whole state.")
  @ApiResponse(
      responseCode = "200",
      description = "Events until the campaign has ended",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(implementation = ProgressView.class)))
  @MayFail({404, 429, 503})
  @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void events(
      @Parameter(description = "The campaign's id") @PathVariable UUID id,
      @Parameter(description = "The last event that was heard")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      HttpServletResponse response)
      throws IOException {
    events.stream(campaigns.named(id), lastEventId, response);
  }

  @Operation(
      operationId = "getCampaignResults",
      summary = "Read every run of a campaign",
      description = "A row per run, in the order in which they were kept.")
  @ApiResponse(
      responseCode = "200",
      description = "The runs",
      content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
  @MayFail({404, 429, 503})
  @GetMapping(path = "/{id}/results.csv", produces = "text/csv")
  void results(
      @Parameter(description = "The campaign's id") @PathVariable UUID id,
      HttpServletResponse response)
      throws IOException {
    Campaign campaign = campaigns.named(id);
    response.setContentType(Format.CSV.mediaType().toString());
    // As an attachment, so that a client waits for the end of a long answer.
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"campaign-%s.csv\"".formatted(id));
    Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
    CampaignCsv.runs(service, campaign, out);
  }

  @Operation(
      operationId = "cancelCampaign",
      summary = "Cancel a campaign",
      description = "No more runs are begun; those under way are still kept. It can be resumed.")
  @ApiResponse(responseCode = "200", description = "It is cancelled", useReturnTypeSchema = true)
  @MayFail({404, 409, 503})
  @PostMapping(path = "/{id}/cancellation", produces = MediaType.APPLICATION_JSON_VALUE)
  CampaignItem cancel(@Parameter(description = "The campaign's id") @PathVariable UUID id) {
    return CampaignItem.of(service.cancel(campaigns.named(id)));
  }

  @Operation(
      operationId = "resumeCampaign",
      summary = "Resume a campaign",
      description =
          "Queues what is left of a campaign that was cancelled or interrupted, or failed. Only the"
              + " vantage that it was made from can.")
  @ApiResponse(
      responseCode = "202",
      description = "It is queued",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = CampaignItem.class)))
  @MayFail({404, 409, 429, 503})
  @PostMapping(path = "/{id}/resumption", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  CampaignItem resume(@Parameter(description = "The campaign's id") @PathVariable UUID id) {
    return CampaignItem.of(service.resume(campaigns.named(id)));
  }

  @Operation(
      operationId = "deleteCampaign",
      summary = "Delete a campaign with its runs",
      description =
          "Its kept outcomes go with it. One that runs, or will, must be cancelled first.")
  @ApiResponse(responseCode = "204", description = "It is gone")
  @MayFail({404, 409, 503})
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@Parameter(description = "The campaign's id") @PathVariable UUID id) {
    service.delete(campaigns.named(id));
  }
}
