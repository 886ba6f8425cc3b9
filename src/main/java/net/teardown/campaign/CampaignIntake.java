package net.teardown.campaign;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import net.teardown.experiment.outcome.Ids;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.instance.Instance;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.Forecast;

/**
 * Takes campaigns in: each is planned, its targets are allowed, room is reserved for it and it is
 * stored, in this order, before it is queued.
 */
final class CampaignIntake {

  private final Campaigns campaigns;
  private final Planner planner;
  private final PlanningThread planning;
  private final CampaignTargets targetPolicy;
  private final Function<Spec, Forecast> forecast;
  private final CampaignQueue queue;
  private final Instance instance;

  CampaignIntake(
      Campaigns campaigns,
      Planner planner,
      PlanningThread planning,
      CampaignTargets targetPolicy,
      Function<Spec, Forecast> forecast,
      CampaignQueue queue,
      Instance instance) {
    this.campaigns = campaigns;
    this.planner = planner;
    this.planning = planning;
    this.targetPolicy = targetPolicy;
    this.forecast = forecast;
    this.queue = queue;
    this.instance = instance;
  }

  /** As {@link CampaignService#post}. */
  <T> CampaignService.Posted<T> post(CampaignOrder order, Function<CampaignReport, T> view) {
    queue.requireRoom();
    Planned<T> planned =
        planning.work(() -> {
          Plan plan = planner.plan(order);
          Campaign campaign = campaign(order, plan.total());
          Tallies none = new Tallies(plan.cells().size());
          CampaignReport report = CampaignReport.of(campaign, plan, none);
          return new Planned<>(campaign, plan.targets(), view.apply(report));
        });
    Map<Optional<Target>, AllowedTarget> targets =
        targetPolicy.of(planned.targets(), order.axes().keySet());
    queue.reserve();
    try {
      campaigns.create(planned.campaign());
    } catch (RuntimeException | Error e) {
      queue.giveBack();
      throw e;
    }
    queue.queue(planned.campaign(), targets);
    return new CampaignService.Posted<>(planned.campaign(), planned.view());
  }

  /** As {@link CampaignService#dryRun}. */
  <T> T dryRun(CampaignOrder order, Function<DryRun, T> view) {
    record Tried<T>(Map<Optional<Target>, Spec> targets, T view) {}

    Tried<T> tried =
        planning.work(() -> {
          Plan plan = planner.plan(order);
          return new Tried<>(plan.targets(), view.apply(new DryRun(plan, forecast)));
        });
    targetPolicy.of(tried.targets(), order.axes().keySet());
    return tried.view();
  }

  private record Planned<T>(Campaign campaign, Map<Optional<Target>, Spec> targets, T view) {}

  private Campaign campaign(CampaignOrder order, long total) {
    return new Campaign(
        Ids.next(),
        order.label(),
        order.base(),
        order.axes(),
        order.bisect(),
        order.repetitions(),
        order.ratePerSecond(),
        order.invalidCells(),
        order.seed() == null ? ThreadLocalRandom.current().nextLong(1L << 53) : order.seed(),
        Instant.now(),
        instance.vantage(),
        instance.id(),
        Status.QUEUED,
        total,
        0,
        null,
        null,
        null);
  }

  /** As {@link CampaignService#resume}. */
  Campaign resume(Campaign campaign) {
    if (!campaign.vantage().equals(instance.vantage())) {
      throw new CampaignRefused(
          "The campaign was made from the vantage '%s' and can't be resumed from '%s': where its runs are made from is the point of it"
              .formatted(campaign.vantage(), instance.vantage()));
    }
    if (campaign.hides()) {
      throw new CampaignRefused(Campaign.NOT_RESUMABLE);
    }
    queue.requireRoom();
    Map<Optional<Target>, Spec> asked = planning.work(() -> planner.plan(campaign).targets());
    Map<Optional<Target>, AllowedTarget> targets = targetPolicy.of(asked, campaign.axes().keySet());
    queue.reserve();
    Campaign taken;
    try {
      taken =
          queue.has(campaign.id())
              ? null
              : campaigns.take(campaign.id(), instance.id()).orElse(null);
    } catch (RuntimeException | Error e) {
      queue.giveBack();
      throw e;
    }
    if (taken == null) {
      queue.giveBack();
      Status status = campaigns.find(campaign.id()).map(Campaign::status).orElse(campaign.status());
      throw new CampaignRefused(
          status == Status.COMPLETED
              ? "The campaign is COMPLETED: nothing is left to resume"
              : "The campaign is %s, and whoever runs it is alive".formatted(status));
    }
    queue.queue(taken, targets);
    return taken;
  }
}
