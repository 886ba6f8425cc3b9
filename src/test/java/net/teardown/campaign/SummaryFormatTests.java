package net.teardown.campaign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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

/** The stored format of a campaign's tallies; the golden file holds it uncompressed. */
class SummaryFormatTests {

  private static final int CELLS = 10;

  private static final Golden VERSION_1 = Golden.of("stored/campaign-summary-1.hex");
  private static final Golden VERSION_2 = Golden.of("stored/campaign-summary-2.hex");
  private static final Golden VERSION_3 = Golden.of("stored/campaign-summary-3.hex");

  @Test
  void aSummaryIsWrittenAsItWas() throws Exception {
    VERSION_3.isWrittenAs(written());
  }

  @Test
  void aSummaryThatWasWrittenIsRead() {
    isReadBack(VERSION_3, SampleCampaigns.runs());
  }

  /** From before runs had {@code met} and {@code httpStatus}. */
  @Test
  void aSummaryOfTheSecondVersionIsRead() {
    isReadBack(VERSION_2, SampleCampaigns.runsBeforeExpectations());
  }

  /** As 0.1.0 wrote it, with numbers where names are written now. */
  @Test
  void aSummaryOfTheFirstVersionIsRead() {
    isReadBack(VERSION_1, SampleCampaigns.runsBeforeExpectations());
  }

  @Test
  void everyWordIsInTheSample() {
    assertThat(SampleCampaigns.runs())
        .as(VERSION_1.toString())
        .extracting(Run::verdict)
        .containsAll(List.of(Verdict.values()));
    assertThat(SampleCampaigns.runs())
        .as(VERSION_1.toString())
        .extracting(Run::delivery)
        .containsAll(List.of(Delivery.values()));
  }

  /** Whatever the order of the constants: the stored form holds their names. */
  @Test
  void everyWordIsStoredByItsName() throws Exception {
    String written = new String(written(), ISO_8859_1);

    for (Run run : SampleCampaigns.runs()) {
      assertThat(written).contains(run.verdict().name()).contains(run.delivery().name());
    }
  }

  /** A later version's summary is ignored, and the runs are counted again. */
  @Test
  void aSummaryOfALaterVersionCountsAsNone() throws Exception {
    byte[] later = written();
    later[0] = 4;

    assertThat(stored(later, 200).runs()).isZero();
  }

  private static void isReadBack(Golden golden, List<Run> runs) {
    golden.isReadAs(cells(counted(runs)), _ -> cells(stored(golden.bytes(), runs.size())));

    Tallies goesOn = stored(golden.bytes(), runs.size());
    goesOn.count(runs);
    assertThat(goesOn.of(2).runs()).isEqualTo(2 * counted(runs).of(2).runs());
  }

  private static byte[] written() throws IOException {
    try (InflaterInputStream in =
        new InflaterInputStream(
            new ByteArrayInputStream(counted(SampleCampaigns.runs()).summary().tallies()))) {
      return in.readAllBytes();
    }
  }

  private static Tallies counted(List<Run> runs) {
    Tallies tallies = new Tallies(CELLS);
    tallies.count(runs);
    return tallies;
  }

  private static Tallies stored(byte[] summary, long runs) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(summary);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Tallies.of(new Campaigns.Summary(runs, packed.toByteArray()), CELLS);
  }

  private static List<CellStatistics> cells(Tallies tallies) {
    return IntStream.range(0, CELLS).mapToObj(tallies::of).toList();
  }
}
