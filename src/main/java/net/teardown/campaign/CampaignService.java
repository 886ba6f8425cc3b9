package net.teardown.campaign;

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
 * Takes campaigns, runs them one after the other, and says how they stand. They run where they were
 * posted, and are seen from every instance on the same store.
 */
@Service
@EnableConfigurationProperties(CampaignProperties.class)
public class CampaignService implements SmartLifecycle, DisposableBean {

  private final Campaigns campaigns;
  private final Planner planner;
  private final CampaignTargets allowing;
  private final CampaignReports reports;
  private final Instance instance;
  private final CampaignQueue turns;
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
    this.allowing = new CampaignTargets(policy);
    this.reports = new CampaignReports(campaigns, experiments, planner);
    this.instance = instance;
    this.turns = new CampaignQueue(campaigns, planner, runner, events, instance.id(), properties);
    this.heartbeat = new Heartbeat(campaigns, instance.id(), turns);
  }

  /**
   * A campaign that was queued.
   *
   * @param view what was made of it, as it is before its first run
   */
  public record Posted<T>(Campaign campaign, T view) {}

  /**
   * Queues a campaign.
   *
   * @param view makes of it what the caller wants to see; must be quick, and what it returns small
   * @throws InvalidCampaign naming the field, if it can't be
   * @throws TargetDenied if one of its targets may not be
   * @throws CampaignsFull if as many as may be wait already
   * @throws PlanningBusy if it can't be laid out right now
   * @throws HistoryUnavailable if it can't be kept
   */
  public <T> Posted<T> post(CampaignOrder order, Function<CampaignReport, T> view) {
    turns.requireRoom();
    Laid<T> laid =
        planning.work(() -> {
          Plan plan = planner.plan(order);
          Campaign campaign = campaign(order, plan.total());
          Tallies none = new Tallies(plan.cells().size());
          CampaignReport report = CampaignReport.of(campaign, plan, none);
          return new Laid<>(campaign, plan.targets(), view.apply(report));
        });
    Map<Optional<Target>, AllowedTarget> targets =
        allowing.of(laid.targets(), order.axes().keySet());
    turns.reserve();
    try {
      campaigns.create(laid.campaign());
    } catch (RuntimeException | Error e) {
      turns.giveBack();
      throw e;
    }
    turns.queue(laid.campaign(), targets);
    return new Posted<>(laid.campaign(), laid.view());
  }

  private record Laid<T>(Campaign campaign, Map<Optional<Target>, Spec> targets, T view) {}

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
    RunningCampaign execution = turns.execution(id);
    return execution == null ? campaigns.find(id) : Optional.of(execution.campaign());
  }

  /** See {@link Campaigns#list}. */
  public Campaigns.Page list(int size, @Nullable String after) {
    return campaigns.list(size, after);
  }

  /**
   * What a campaign comes to before anything is run.
   *
   * @throws PlanningBusy if it can't be laid out right now
   */
  public Plan plan(Campaign campaign) {
    RunningCampaign execution = turns.execution(campaign.id());
    return execution == null ? planning.work(() -> planner.plan(campaign)) : execution.plan();
  }

  /** See {@link Campaigns#runs}. */
  public List<Run> runs(UUID id, long from, int most) {
    return campaigns.runs(id, from, most);
  }

  /**
   * All that a campaign's runs come to so far.
   *
   * @param view makes of it what the caller wants to see; must be quick, and what it returns small:
   *     a report of many cells takes megabytes, and there is no more than one at a time
   * @throws PlanningBusy if it can't be drawn up right now
   * @throws HistoryUnavailable if the store can't be read
   */
  public <T> T report(Campaign campaign, Function<CampaignReport, T> view) {
    return planning.work(() -> view.apply(reports.of(campaign, turns.execution(campaign.id()))));
  }

  /**
   * Ends a campaign early; runs that are under way are still kept.
   *
   * @return the campaign then
   * @throws CampaignRefused if it has ended already
   */
  public Campaign cancel(Campaign campaign) {
    if (!campaigns.change(campaign.id(), null, Status.ACTIVE, Status.CANCELLED, null)) {
      throw new CampaignRefused("The campaign has ended already: it is " + statusNow(campaign));
    }
    turns.cancel(campaign.id());
    return campaigns.find(campaign.id()).orElse(campaign);
  }

  private Status statusNow(Campaign campaign) {
    return campaigns.find(campaign.id()).map(Campaign::status).orElse(campaign.status());
  }

  /**
   * Queues what is left of a campaign that ended early.
   *
   * @return the campaign then
   * @throws CampaignRefused if nothing is left, if it is still somebody's, if it was made from
   *     another vantage, or if what it says isn't kept
   * @throws TargetDenied if one of its targets may not be, by now
   * @throws CampaignsFull if as many as may be wait already
   * @throws PlanningBusy if it can't be laid out right now
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
    turns.requireRoom();
    Map<Optional<Target>, Spec> asked = planning.work(() -> planner.plan(campaign).targets());
    Map<Optional<Target>, AllowedTarget> targets = allowing.of(asked, campaign.axes().keySet());
    turns.reserve();
    Campaign taken;
    try {
      taken =
          turns.has(campaign.id())
              ? null
              : campaigns.take(campaign.id(), instance.id()).orElse(null);
    } catch (RuntimeException | Error e) {
      turns.giveBack();
      throw e;
    }
    if (taken == null) {
      turns.giveBack();
      Status status = statusNow(campaign);
      throw new CampaignRefused(
          status == Status.COMPLETED
              ? "The campaign is COMPLETED: nothing is left to resume"
              : "The campaign is %s, and whoever runs it is alive".formatted(status));
    }
    turns.queue(taken, targets);
    return taken;
  }

  /**
   * Forgets a campaign with its runs.
   *
   * @throws CampaignRefused if it still runs, or will
   */
  public void delete(Campaign campaign) {
    if (turns.has(campaign.id()) || !campaigns.delete(campaign.id())) {
      throw new CampaignRefused(
          "The campaign is %s: cancel it first, or wait for its end".formatted(campaign.status()));
    }
  }

  @Override
  public void start() {
    turns.start();
    heartbeat.start();
    started = true;
  }

  /** Before the web server and long before the store. */
  @Override
  public void stop() {
    started = false;
    turns.stop();
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
