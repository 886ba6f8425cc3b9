package net.teardown.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Map;

/** Reads what the page offers to copy into a probes file, as the service would at its start. */
public final class CopiedMonitor {

  private CopiedMonitor() {}

  /** The only monitor in this content of a probes file. */
  public static Monitor read(String content) {
    return new ProbesFile(Path.of("probes.yml"), Map.of())
        .parse(content.getBytes(UTF_8))
        .monitors()
        .getFirst();
  }
}
