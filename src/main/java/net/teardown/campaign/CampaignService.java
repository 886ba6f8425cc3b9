package net.teardown.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.instance.Instance;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import net.teardown.run.LeaseRenewed;
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
  private final CampaignIntake intake;
  private final CampaignReports reports;
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
      List<LeaseRenewed> lessees,
      ApplicationEventPublisher events) {
    this.campaigns = campaigns;
    this.planner = planner;
    this.reports = new CampaignReports(campaigns, experiments, planner);
    this.queue = new CampaignQueue(campaigns, planner, runner, events, instance.id(), properties);
    this.intake =
        new CampaignIntake(
            campaigns,
            planner,
            planning,
            new CampaignTargets(policy),
            runner::forecast,
            queue,
            instance);
    this.heartbeat = new Heartbeat(campaigns, instance.id(), queue, lessees);
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
    return intake.post(order, view);
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
    return intake.dryRun(order, view);
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
    return intake.resume(campaign);
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
