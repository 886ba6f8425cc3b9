package net.teardown.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import net.teardown.campaign.RunOrder.Place;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Ids;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFigures;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.spec.Target;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.LaneRuns;
import net.teardown.run.Runner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * One campaign under way. Lanes take its short runs, a {@link Dispatcher} has the others made, and
 * the thread that calls {@link #run} writes the results.
 */
final class RunningCampaign implements LaneRuns {

  private static final Logger LOG = LoggerFactory.getLogger(RunningCampaign.class);

  private static final int PAGE = 10_000;

  private final Campaigns campaigns;
  private final Runner runner;
  private final UUID instance;
  private final Plan plan;
  private final @Nullable Expect expect;
  private final OutcomeSampling sampling = new OutcomeSampling();
  private final Backlog backlog = new Backlog();
  private final RunSource source;
  private final RunWriter writer;
  private volatile @Nullable Dispatcher dispatcher;
  private volatile @Nullable String failure;
  private @Nullable Campaign longer;

  /**
   * @param campaign as it was queued, for this instance
   * @param targets the allowed target for each target of its specs
   * @param storePatience how long the store may be unavailable before the campaign fails
   */
  RunningCampaign(
      Campaigns campaigns,
      Runner runner,
      ApplicationEventPublisher events,
      Campaign campaign,
      Plan plan,
      Map<Optional<Target>, AllowedTarget> targets,
      Duration storePatience) {
    this.campaigns = campaigns;
    this.runner = runner;
    this.instance = campaign.instance();
    this.plan = plan;
    this.expect = campaign.base().expect();
    this.source = new RunSource(campaign, plan, targets, backlog);
    this.writer =
        new RunWriter(campaigns, events, campaign, plan, backlog, storePatience, this::fail);
  }

  /** The campaign after the last batch. */
  Campaign campaign() {
    return writer.campaign();
  }

  /** Its plan. */
  Plan plan() {
    return plan;
  }

  /** The tallies of its runs, as of the last batch. */
  Tallies tallies() {
    return writer.tallies();
  }

  /** Why it failed; null if it didn't. */
  @Nullable String failure() {
    return failure;
  }

  /**
   * The campaign with one more value of the axis that is searched, once {@link #run} has returned;
   * null if nothing is left to run.
   */
  @Nullable Campaign longer() {
    return longer;
  }

  /**
   * Begins no more runs; those under way are waited for and written.
   *
   * @param grace how long they may take
   */
  void stop(Duration grace) {
    backlog.stop(grace);
    Dispatcher begun = dispatcher;
    if (begun != null) {
      begun.endLongRuns();
    }
  }

  /**
   * Runs the campaign until its end and sets the final status, unless the status was changed
   * meanwhile or a stop was asked for.
   *
   * @throws HistoryUnavailable if the end can't be stored
   */
  void run() {
    try {
      if (backlog.isStopping()
          || !campaigns.change(campaign().id(), instance, Status.ACTIVE, Status.RUNNING, null)) {
        return;
      }
      recall();
      perform();
      end();
    } catch (Campaigns.NotHeld e) {
      LOG.warn("Campaign {} ends here: {}", campaign().id(), e.getMessage());
    } finally {
      backlog.stop(Duration.ZERO);
    }
  }

  /** Takes account of the runs made before a resumption. */
  private void recall() {
    UUID id = campaign().id();
    long from = 0;
    List<Run> page = campaigns.runs(id, from, PAGE);
    while (!page.isEmpty()) {
      for (Run run : page) {
        source.done(run);
        sampling.recall(run);
      }
      writer.tallies().count(page);
      from += page.size();
      page = page.size() < PAGE ? List.of() : campaigns.runs(id, from, PAGE);
    }
    writer.refresh();
  }

  private void perform() {
    source
        .part(runner)
        .ifPresent(most -> {
          Dispatcher begun = new Dispatcher(runner, source, backlog, Job::new, this::broken, most);
          dispatcher = begun;
          begun.start();
        });
    runner.runAll(this);
    writer.work();
  }

  private void end() {
    writer.summarise();
    Campaign campaign = campaign();
    String why = failure;
    if (why != null) {
      campaigns.change(campaign.id(), instance, Status.ACTIVE, Status.FAILED, why);
    } else if (campaign.done() == campaign.total()) {
      OptionalInt next = next(campaign);
      if (next.isPresent()) {
        longer = campaigns.grow(campaign.grown(next.getAsInt())).orElse(null);
        return;
      }
      campaigns.change(campaign.id(), instance, Status.ACTIVE, Status.COMPLETED, null);
    }
    writer.refresh();
  }

  private OptionalInt next(Campaign campaign) {
    Bisection bisect = campaign.bisect();
    if (bisect == null) {
      return OptionalInt.empty();
    }
    CampaignReport report = CampaignReport.of(campaign, plan, tallies());
    return bisect.next(
        campaign.axes().getOrDefault(bisect.axis(), List.of()),
        report.statistics(),
        campaign.repetitions());
  }

  private void fail(String why) {
    if (failure == null) {
      failure = why;
    }
    stop(Duration.ofSeconds(1));
  }

  @Override
  public @Nullable RunRequest next() {
    Place place = source.next(true);
    return place == null ? null : new Job(place);
  }

  @Override
  public boolean isOver() {
    return backlog.isOver();
  }

  /**
   * Fails the campaign because its next run can't be determined; otherwise the writer would wait
   * for it for ever.
   */
  @Override
  public void broken(Throwable cause) {
    LOG.error("campaign {} can't go on", campaign().id(), cause);
    fail("its next run could not be told: " + cause.getMessage());
  }

  /** One run under way. */
  private final class Job implements RunRequest {

    private final Place place;
    private final Asked asked;

    Job(Place place) {
      this.place = place;
      this.asked =
          new Asked(source.spec(place.cell()), campaign().label(), expect, Origin.CAMPAIGN);
    }

    @Override
    public Asked asked() {
      return asked;
    }

    @Override
    public void done(RunFigures figures, Supplier<Outcome> outcome) {
      Judgement judgement = figures.judgement();
      boolean keep =
          sampling.wants(
              place.cell(),
              judgement.verdict(),
              judgement.delivery(),
              judgement.reason(),
              figures.asPredicted());
      UUID id = keep ? Ids.next() : null;
      Run run =
          new Run(
              place.cell(),
              place.repetition(),
              judgement.verdict(),
              judgement.delivery(),
              judgement.reason(),
              figures.asPredicted(),
              figures.met(expect),
              figures.httpStatus(),
              figures.startedAt(),
              figures.connectMicros(),
              figures.durationMicros(),
              id);
      backlog.over(
          new Backlog.Entry(
              asked.spec().peer(),
              run,
              id == null ? null : Experiment.of(outcome.get()).keptAs(id)));
    }

    @Override
    public void failed(Throwable cause) {
      if (!backlog.isStopping()) {
        LOG.error("a run of campaign {} failed", campaign().id(), cause);
        fail("a run could not be made: " + cause.getMessage());
      }
      backlog.over(null);
    }
  }
}
