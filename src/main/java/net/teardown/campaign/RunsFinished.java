package net.teardown.campaign;

import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.PeerKind;

/**
 * Event: runs of a campaign have ended. There is one event for a batch; the runs are grouped by the
 * kind of the other end.
 */
public record RunsFinished(Map<PeerKind, List<Run>> runs) {}
