package net.teardown.script;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndFacts;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.Step;
import org.jspecify.annotations.Nullable;

/** What an end that has just been played is judged by, read where the script left it. */
record PlayedEnd(EndState state, Transcript transcript, @Nullable Phase stoppedIn)
    implements EndFacts {

  @Override
  public long bytesRead() {
    return state.bytesRead();
  }

  @Override
  public long bytesAccepted() {
    return state.bytesAccepted();
  }

  @Override
  public List<Step> steps() {
    return transcript.steps();
  }

  @Override
  public @Nullable Evidence evidence() {
    return state.evidence();
  }

  @Override
  public boolean unanswered() {
    return state.unanswered();
  }

  @Override
  public boolean succeededIn(Call call) {
    return transcript.succeededIn(call);
  }

  @Override
  public List<String> errors() {
    return transcript.errors();
  }

  @Override
  public @Nullable Long micros(Call call) {
    return transcript.micros(call);
  }
}
