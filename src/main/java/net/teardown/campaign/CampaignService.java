package net.teardown.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Ids;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.instance.Instance;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import net.teardown.run.Runner;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * Accepts campaigns, runs them one after the other, and reports on them. A campaign runs on the
 * instance that it was posted to, and can be seen from every instance on the same store.
 */
@Service
@EnableConfigurationProperties(CampaignProperties.class)
public class CampaignService implements SmartLifecycle, DisposableBean {

  private final Campaigns campaigns;
  private final Planner planner;
  private final CampaignTargets targetPolicy;
  private final Runner runner;
  private final CampaignReports reports;
  private final Instance instance;
  private final CampaignQueue queue;
  private final PlanningThread planning = new PlanningThread();
  private final Heartbeat heartbeat;
  private volatile boolean started;

  CampaignService(
      Campaigns campaigns,
      Experiments experiments,
      Planner planner,
      Policy policy,
      Runner runner,
      Instance instance,
      CampaignProperties properties,
      ApplicationEventPublisher events) {
    this.campaigns = campaigns;
    this.planner = planner;
    this.targetPolicy = new CampaignTargets(policy);
    this.runner = runner;
    this.reports = new CampaignReports(campaigns, experiments, planner);
    this.instance = instance;
    this.queue = new CampaignQueue(campaigns, planner, runner, events, instance.id(), properties);
    this.heartbeat = new Heartbeat(campaigns, instance.id(), queue);
  }

  /**
   * A campaign that was queued.
   *
   * @param view made from its report before its first run
   */
  public record Posted<T>(Campaign campaign, T view) {}

  /**
   * Queues a campaign.
   *
   * @param view converts the report to what the caller wants; must be quick, and its result small
   * @throws InvalidCampaign naming the field, if the order is invalid
   * @throws TargetDenied if one of its targets isn't allowed
   * @throws CampaignsFull if the most that may wait do
   * @throws PlanningBusy if it can't be planned right now
   * @throws HistoryUnavailable if it can't be stored
   */
  public <T> Posted<T> post(CampaignOrder order, Function<CampaignReport, T> view) {
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
    return new Posted<>(planned.campaign(), planned.view());
  }

  /**
   * Plans a campaign without starting it. The order is refused as its start would be; only room
   * among those that wait isn't needed.
   *
   * @param view converts the plan to what the caller wants; must be quick, and its result small: a
   *     plan of many cells takes megabytes, and only one exists at a time
   * @throws InvalidCampaign naming the field, if the order is invalid
   * @throws TargetDenied if one of its targets isn't allowed
   * @throws PlanningBusy if it can't be planned right now
   */
  public <T> T dryRun(CampaignOrder order, Function<DryRun, T> view) {
    record Tried<T>(Map<Optional<Target>, Spec> targets, T view) {}

    Tried<T> tried =
        planning.work(() -> {
          Plan plan = planner.plan(order);
          return new Tried<>(plan.targets(), view.apply(new DryRun(plan, runner::forecast)));
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

  /**
   * The campaign with this id.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  public Optional<Campaign> find(UUID id) {
    RunningCampaign running = queue.runningCampaign(id);
    return running == null ? campaigns.find(id) : Optional.of(running.campaign());
  }

  /**
   * Waits until a campaign has ended here, or as long as this. Of one that runs on another instance
   * nothing is heard of here: then it is always as long.
   *
   * @throws InterruptedException if the caller is interrupted
   */
  public void pause(Campaign campaign, Duration atMost) throws InterruptedException {
    queue.pause(campaign.id(), atMost);
  }

  /** See {@link Campaigns#list}. */
  public Campaigns.Page list(@Nullable String label, int size, @Nullable String after) {
    return campaigns.list(label, size, after);
  }

  /**
   * The plan of a campaign.
   *
   * @throws PlanningBusy if it can't be planned right now
   */
  public Plan plan(Campaign campaign) {
    RunningCampaign running = queue.runningCampaign(campaign.id());
    return running == null ? planning.work(() -> planner.plan(campaign)) : running.plan();
  }

  /** See {@link Campaigns#runs}. */
  public List<Run> runs(UUID id, long from, int most) {
    return campaigns.runs(id, from, most);
  }

  /**
   * Makes a report of a campaign's runs so far.
   *
   * @param view converts the report to what the caller wants; must be quick, and its result small:
   *     a report of many cells takes megabytes, and only one exists at a time
   * @throws PlanningBusy if it can't be computed right now
   * @throws HistoryUnavailable if the store can't be read
   */
  public <T> T report(Campaign campaign, Function<CampaignReport, T> view) {
    return planning.work(
        () -> view.apply(reports.of(campaign, queue.runningCampaign(campaign.id()))));
  }

  /**
   * Ends a campaign early; runs that are under way are still stored.
   *
   * @return the campaign then
   * @throws CampaignRefused if it has ended already
   */
  public Campaign cancel(Campaign campaign) {
    if (!campaigns.change(campaign.id(), null, Status.ACTIVE, Status.CANCELLED, null)) {
      throw new CampaignRefused("The campaign has ended already: it is " + statusNow(campaign));
    }
    queue.cancel(campaign.id());
    return campaigns.find(campaign.id()).orElse(campaign);
  }

  private Status statusNow(Campaign campaign) {
    return campaigns.find(campaign.id()).map(Campaign::status).orElse(campaign.status());
  }

  /**
   * Queues the rest of a campaign that ended early.
   *
   * @return the campaign then
   * @throws CampaignRefused if nothing is left to run, an instance still holds it, it belongs to
   *     another vantage, or its order holds values that aren't stored
   * @throws TargetDenied if one of its targets isn't allowed now
   * @throws CampaignsFull if the most that may wait do
   * @throws PlanningBusy if it can't be planned right now
   */
  public Campaign resume(Campaign campaign) {
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
      Status status = statusNow(campaign);
      throw new CampaignRefused(
          status == Status.COMPLETED
              ? "The campaign is COMPLETED: nothing is left to resume"
              : "The campaign is %s, and whoever runs it is alive".formatted(status));
    }
    queue.queue(taken, targets);
    return taken;
  }

  /**
   * Deletes a campaign with its runs.
   *
   * @throws CampaignRefused if it runs or waits
   */
  public void delete(Campaign campaign) {
    if (queue.has(campaign.id()) || !campaigns.delete(campaign.id())) {
      throw new CampaignRefused(
          "The campaign is %s: cancel it first, or wait for its end".formatted(campaign.status()));
    }
  }

  @Override
  public void start() {
    queue.start();
    heartbeat.start();
    started = true;
  }

  /** Runs before the web server's shutdown and long before the store's. */
  @Override
  public void stop() {
    started = false;
    queue.stop();
    heartbeat.stop();
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  @Override
  public void destroy() {
    planning.close();
  }
}
