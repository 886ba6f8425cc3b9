package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/** Tests the runbook's section TeardownStoreDown with a service whose data directory is lost. */
class StoreLostIT {

  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final String SPEC = "{\"bytesSent\": 5, \"bytesRead\": 1}";
  private static final int LOOKS = Boolean.getBoolean("soak") ? 40 : 12;
  private static final Duration NOTICED = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path parent;

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aDirectoryThatIsPutBackIsUsedAgainWithoutARestart() throws Exception {
    Path data = Files.createDirectory(parent.resolve("data"));
    try (ServiceProcess service = ServiceProcess.start(List.of(), data)) {
      String before = post(service);
      Path aside = Files.move(data, parent.resolve("aside"));
      assertDown(service);
      Files.move(aside, data);
      await().atMost(LONG).until(() -> metrics(service).contains("\nteardown_store_up 1.0\n"));
      String after = post(service);
      assertThat(service.get(before).statusCode()).isEqualTo(200);
      service.kill();
      service.exitCode();
      try (ServiceProcess restarted = ServiceProcess.start(List.of(), data)) {
        assertThat(restarted.get(before).statusCode()).isEqualTo(200);
        assertThat(restarted.get(after).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aDeletedFileIsGotBackFromTheProcessThatHasItOpen() throws Exception {
    Needs.linux();
    Path data = Files.createDirectory(parent.resolve("data"));
    try (ServiceProcess service = ServiceProcess.start(List.of(), data)) {
      String before = post(service);
      FileSystemUtils.deleteRecursively(data);
      assertDown(service);
      assertThat(service.get(before).statusCode()).as("still read").isEqualTo(200);
      Files.createDirectory(data);
      Files.copy(open(service.process().pid()), data.resolve("history.mv.db"));
      assertDown(service);
      service.kill();
      service.exitCode();
      try (ServiceProcess restarted = ServiceProcess.start(List.of(), data)) {
        assertThat(restarted.get(before).statusCode()).isEqualTo(200);
        post(restarted);
      }
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aFullDiskIsToldAtEveryLookUntilSomethingCanBeWritten() throws Exception {
    Needs.root();
    Needs.success("unshare", "--mount", "true");
    Path disk = Files.createDirectory(parent.resolve("disk"));
    List<String> onSmallDisk =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=3m tmpfs $0 && head -c 2300K /dev/zero >$0/ballast && exec $@",
            disk.toString());
    try (ServiceProcess small = ServiceProcess.start(onSmallDisk, disk)) {
      HttpResponse<String> answer = small.post(EXPERIMENTS, SPEC);
      for (int kept = 0; answer.statusCode() == 201 && kept < 5_000; kept++) {
        answer = small.post(EXPERIMENTS, SPEC);
      }
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      fill(small, disk);
      await().atMost(NOTICED).until(() -> metrics(small).contains("\nteardown_store_up 0.0\n"));
      int up = 0;
      for (int look = 0; look < LOOKS; look++) {
        Thread.sleep(250);
        up += metrics(small).contains("\nteardown_store_up 1.0\n") ? 1 : 0;
        up += small.get("/actuator/health").statusCode() == 200 ? 1 : 0;
        up += small.post(EXPERIMENTS, SPEC).statusCode() == 201 ? 1 : 0;
      }
      assertThat(up).isZero();
      Files.delete(small.seenByIt(disk.resolve("ballast")));
      Files.delete(small.seenByIt(disk.resolve("more")));
      await().atMost(LONG).until(() -> small.post(EXPERIMENTS, SPEC).statusCode() == 201);
      await().atMost(NOTICED).until(() -> metrics(small).contains("\nteardown_store_up 1.0\n"));
    }
  }

  /** Fills the disk to the last byte. */
  private static void fill(ServiceProcess service, Path disk) throws IOException {
    try (var more = Files.newOutputStream(service.seenByIt(disk.resolve("more")))) {
      for (int i = 0; i < 3 * 1024; i++) {
        more.write(new byte[1024]);
      }
    } catch (IOException _) {
      return;
    }
    throw new AssertionError("the disk isn't full");
  }

  private static void assertDown(ServiceProcess service) throws Exception {
    HttpResponse<String> refused = service.post(EXPERIMENTS, SPEC);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(new JsonMapper().readTree(refused.body()).get("detail").stringValue())
        .contains("teardown.data-dir", "nothing was run", "?store=false");
    HttpResponse<String> campaign =
        service.post("/api/v1/campaigns", "{\"base\": {\"bytesSent\": 1}, \"repetitions\": 1}");
    assertThat(campaign.statusCode()).isEqualTo(503);
    assertThat(campaign.body()).contains("teardown.data-dir");
    assertThat(service.post(EXPERIMENTS + "?store=false", SPEC).statusCode()).isEqualTo(200);
    await().atMost(NOTICED).until(() -> metrics(service).contains("\nteardown_store_up 0.0\n"));
    assertThat(service.get("/actuator/health").statusCode()).isEqualTo(503);
    assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
  }

  /** Runs an experiment; returns the location of the outcome. */
  private static String post(ServiceProcess service) throws Exception {
    HttpResponse<String> kept = service.post(EXPERIMENTS, SPEC);
    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
    return EXPERIMENTS + "/" + new JsonMapper().readTree(kept.body()).get("id").stringValue();
  }

  private static String metrics(ServiceProcess service) throws Exception {
    return service.get("/metrics").body();
  }

  /** The open file, as {@code ls -l /proc/PID/fd} shows it. */
  private static Path open(long pid) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.filter(StoreLostIT::isHistory).findFirst().orElseThrow();
    }
  }

  private static boolean isHistory(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("history.mv.db");
    } catch (IOException _) {
      return false;
    }
  }
}
