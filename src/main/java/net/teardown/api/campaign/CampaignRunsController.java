package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.UUID;
import net.teardown.api.http.Paging;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignRuns;
import net.teardown.campaign.Campaigns.RunFilter;
import net.teardown.campaign.Grid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists the runs of campaigns, those of one cell too. */
@RestController
@Tag(name = "Campaigns")
class CampaignRunsController {

  private final KnownCampaigns campaigns;
  private final CampaignRuns runs;

  CampaignRunsController(KnownCampaigns campaigns, CampaignRuns runs) {
    this.campaigns = campaigns;
    this.runs = runs;
  }

  @Operation(
      operationId = "listCampaignRuns",
      summary = "List the runs of a campaign, or of one of its cells",
      description =
          "In the order in which they were kept. What was kept with all steps has its outcome at"
              + " 'experiment'.")
  @ApiResponse(responseCode = "200", description = "One page")
  @MayFail({404, 503})
  @GetMapping(Paths.CAMPAIGNS + "/{id}/runs")
  ResponseEntity<Object> list(
      @Parameter(description = "The campaign's id") @PathVariable UUID id,
      @Parameter(description = "Only runs of the cell with this number")
          @RequestParam(required = false)
          @Nullable Integer cell,
      @Parameter(description = "Only runs that are kept with all steps")
          @RequestParam(defaultValue = "false")
          boolean kept,
      @Parameter(description = "How many on a page")
          @RequestParam(defaultValue = "50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int size,
      @Parameter(description = "Where the page before ended; its 'next' holds it")
          @RequestParam(required = false)
          @Nullable String after,
      @Parameter(hidden = true) Shown<CampaignRunPage> shown,
      HttpServletRequest request) {
    Campaign campaign = campaigns.named(id);
    Grid grid = Grid.of(campaign);
    if (cell != null && (cell < 0 || cell >= grid.size())) {
      String message = "must be 0 to %d, the number of one of its cells".formatted(grid.size() - 1);
      throw new InvalidRequest("'cell' " + message, InputError.inParameter("cell", message));
    }
    CampaignRuns.Page page = runs.of(campaign, new RunFilter(cell, kept), size, after);
    // Read after the runs, as a search may have gone on.
    Grid now = Grid.of(campaigns.named(id));
    List<CampaignRunView> items =
        page.items().stream()
            .map(run -> CampaignRunView.of(run, now.point(run.run().cell())))
            .toList();
    String next =
        page.next() == null
            ? null
            : Paging.next("%s/%s/runs".formatted(Paths.CAMPAIGNS, id), request, page.next());
    return shown.of(new CampaignRunPage(items, next, grid.axes()), Paging.leadingTo(next));
  }
}
