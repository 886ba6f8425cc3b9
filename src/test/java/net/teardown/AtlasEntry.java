package net.teardown;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.teardown.experiment.spec.Writing;
import net.teardown.servers.Server;

/**
 * All requests to one server.
 *
 * @param small uploads of few bytes
 * @param large uploads larger than all buffers
 * @param others requests other than uploads, by what they are
 */
record AtlasEntry(
    Server server,
    String version,
    Map<Writing, List<Probe>> small,
    Map<Writing, List<Probe>> large,
    Map<String, List<Probe>> others) {

  String product() {
    return server.product() + " " + version;
  }

  String setting() {
    return server.setting();
  }

  List<Probe> uploads() {
    return Stream.of(small, large)
        .flatMap(bySize -> bySize.values().stream())
        .flatMap(List::stream)
        .toList();
  }
}
