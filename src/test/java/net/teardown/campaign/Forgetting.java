package net.teardown.campaign;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import org.jspecify.annotations.Nullable;

/**
 * A store that counts runs and discards them, to measure a campaign's cost without a store. Holds
 * one campaign.
 */
final class Forgetting implements Campaigns {

  private @Nullable Campaign campaign;

  @Override
  public void create(Campaign created) {
    campaign = created;
  }

  @Override
  public Optional<Campaign> find(UUID id) {
    return Optional.ofNullable(campaign);
  }

  @Override
  public Page list(@Nullable String label, int size, @Nullable String after) {
    return new Page(List.of(), null);
  }

  @Override
  public Map<Status, Long> count() {
    return Map.of();
  }

  @Override
  public Campaign append(UUID id, UUID instance, long from, List<Run> runs, List<Experiment> kept) {
    Campaign counted = copy(held().status(), held().done() + runs.size());
    campaign = counted;
    return counted;
  }

  @Override
  public List<Run> runs(UUID id, long from, int most) {
    return List.of();
  }

  @Override
  public List<NumberedRun> runs(UUID id, RunFilter filter, long from, int most) {
    return List.of();
  }

  @Override
  public void summarise(UUID id, UUID instance, Summary summary) {}

  @Override
  public Optional<Summary> summary(UUID id) {
    return Optional.empty();
  }

  @Override
  public boolean change(
      UUID id, @Nullable UUID holder, Set<Status> from, Status to, @Nullable String message) {
    if (!from.contains(held().status())) {
      return false;
    }
    campaign = copy(to, held().done());
    return true;
  }

  @Override
  public Optional<Campaign> grow(Campaign campaign) {
    return Optional.empty();
  }

  @Override
  public Optional<Campaign> take(UUID id, UUID instance) {
    return Optional.empty();
  }

  @Override
  public boolean delete(UUID id) {
    return false;
  }

  @Override
  public void hold(UUID instance) {}

  @Override
  public void release(UUID instance) {}

  @Override
  public int interruptExpired() {
    return 0;
  }

  private Campaign held() {
    if (campaign == null) {
      throw new IllegalStateException("nothing was created");
    }
    return campaign;
  }

  @SuppressWarnings("NullAway") // NullAway loses the null inside a compiled record's type
  private Campaign copy(Status status, long done) {
    Campaign now = held();
    return new Campaign(
        now.id(),
        now.label(),
        now.base(),
        now.axes(),
        now.bisect(),
        now.repetitions(),
        now.ratePerSecond(),
        now.invalidCells(),
        now.seed(),
        now.createdAt(),
        now.vantage(),
        now.instance(),
        status,
        now.total(),
        done,
        null,
        Instant.now(),
        null);
  }
}
