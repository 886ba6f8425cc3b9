package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.formats.Golden;
import org.junit.jupiter.api.Test;

/** What a campaign's runs come to, as it is stored; in the file it is without its compression. */
class SummaryFormatTests {

  private static final int CELLS = 10;

  private static final Golden SUMMARY = Golden.of("stored/campaign-summary-1.hex");

  @Test
  void aSummaryIsWrittenAsItWas() throws Exception {
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(counted().summary().tallies()))) {
      SUMMARY.isWrittenAs(in.readAllBytes());
    }
  }

  @Test
  void aSummaryThatWasWrittenIsRead() {
    List<Run> runs = SampleCampaigns.runs();

    SUMMARY.isReadAs(cells(counted()), _ -> cells(stored(runs.size())));

    Tallies goesOn = stored(runs.size());
    goesOn.count(runs);
    assertThat(goesOn.of(2).runs()).isEqualTo(2 * counted().of(2).runs());
  }

  /** A word that the sample didn't say could move, and what was stored would say another one. */
  @Test
  void everyWordThatIsStoredByItsNumberIsInTheSample() {
    assertThat(SampleCampaigns.runs())
        .as(SUMMARY.toString())
        .extracting(Run::verdict)
        .containsAll(List.of(Verdict.values()));
    assertThat(SampleCampaigns.runs())
        .as(SUMMARY.toString())
        .extracting(Run::delivery)
        .containsAll(List.of(Delivery.values()));
  }

  private static Tallies counted() {
    Tallies tallies = new Tallies(CELLS);
    tallies.count(SampleCampaigns.runs());
    return tallies;
  }

  private static Tallies stored(long runs) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(SUMMARY.bytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Tallies.of(new Campaigns.Summary(runs, packed.toByteArray()), CELLS);
  }

  private static List<CellStatistics> cells(Tallies tallies) {
    return IntStream.range(0, CELLS).mapToObj(tallies::of).toList();
  }
}
