package net.teardown.store;

import static net.teardown.store.CampaignSamples.campaign;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Campaigns;
import net.teardown.campaign.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2CampaignsIT extends CampaignsContract {

  /** One for all, as of the other database, because a new one is migrated first. */
  @TempDir private static Path directory;

  private @Nullable TestingH2 database;

  @Override
  TestingDatabase database() {
    if (database == null) {
      database = new TestingH2(directory);
    }
    return database;
  }

  @Test
  void aStartFindsWhatTheOneBeforeLeftInterruptedAtOnce(@TempDir Path leftBehind) {
    UUID before = UUID.randomUUID();
    UUID now = UUID.randomUUID();
    Campaign campaign = campaign(before);
    TestingH2 file = new TestingH2(leftBehind);
    try (TestingStore store = file.start()) {
      store.campaigns().hold(before);
      store.campaigns().create(campaign);
    }
    try (TestingStore store = file.start()) {
      Campaigns campaigns = store.campaigns();
      campaigns.hold(now);
      assertThat(campaigns.interruptExpired()).isEqualTo(1);
      assertThat(campaigns.find(campaign.id()).orElseThrow().status())
          .isEqualTo(Status.INTERRUPTED);
      assertThat(campaigns.take(campaign.id(), now)).isPresent();
      assertThat(campaigns.interruptExpired()).isZero();
    }
  }
}
