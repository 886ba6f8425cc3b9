package net.teardown.campaign;

import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.PeerKind;

/** Runs of a campaign have ended: one event for a batch of them, by who the other end was. */
public record RunsFinished(Map<PeerKind, List<Run>> runs) {}
