package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.campaign.CampaignOrder;
import net.teardown.campaign.CampaignService;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tells what a campaign would run, without starting it. */
@RestController
@Tag(name = "Campaigns")
class CampaignPlanController {

  private final CampaignService service;
  private final CampaignAnswers answers;

  CampaignPlanController(CampaignService service, CampaignAnswers answers) {
    this.service = service;
    this.answers = answers;
  }

  @Operation(
      operationId = "planCampaign",
      summary = "Plan a campaign without starting it",
      description =
          "A dry run: its cells with what theory allows for each, those that the rules of a spec"
              + " refuse and why, how many runs there would be, and what limits their rate. It is"
              + " refused as a start would be.")
  @ApiResponse(responseCode = "200", description = "The plan")
  @MayFail({413, 415, 429})
  @PostMapping(Paths.CAMPAIGN_PLANS)
  void plan(
      @RequestBody CampaignBody body,
      @Parameter(hidden = true) Shown<CampaignPlanView> shown,
      HttpServletResponse response)
      throws IOException {
    CampaignOrder order = body.order();
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    answers.give(
        response,
        () -> service.dryRun(order, dryRun -> answers.pack(CampaignPlanView.of(dryRun), shown)));
  }
}
