package dev.luthier.run;

import dev.luthier.graph.TrialSession;
import dev.luthier.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The part of a training that a run is, which another run may go on from with other settings:
 * epochs and steps are counted on, so that schedules of the learning rate are those of the whole
 * training.
 *
 * @param parent directory of the run that this one goes on from; empty for one that begins anew
 * @param start epochs that the parent was trained for; 0 without one
 * @param end epochs after which the run is complete, the parent's included
 */
public record Stretch(Optional<Path> parent, int start, int end) {

  public Stretch {
    if (start < 0 || end <= start || parent.isPresent() != start > 0) {
      throw new IllegalArgumentException(
          "a stretch must end after its start, and have a parent unless it starts at 0, was from "
              + start
              + " to "
              + end);
    }
  }

  /**
   * Gives a run that has not begun what its parent has come to, as its first checkpoint.
   *
   * @param session with the settings of the run
   * @throws IOException where the parent's checkpoints are not there
   * @throws RunException where they are damaged, or not of the end of the parent's stretch
   */
  void begin(TrialSession session, Checkpoints own) throws IOException {
    if (parent.isEmpty() || own.latest().isPresent()) {
      return;
    }
    Checkpoints.Restored inherited = inherited(parent.get());
    session.inherit(inherited.variables());
    float rate = session.spec().optimization().optimizer().learningRate();
    own.save(session, inherited.state().inherited(rate), true);
  }

  private Checkpoints.Restored inherited(Path run) throws IOException {
    Path checkpoints = new RunDirectory(run).checkpoints();
    if (!Files.isDirectory(checkpoints)) {
      throw new IOException(
          checkpoints
              + " is not there, whose weights are to be inherited; all processes of a population"
              + " must share one directory");
    }
    Optional<Checkpoints.Restored> latest;
    try {
      latest = new Checkpoints(checkpoints).latest();
    } catch (IOException e) {
      throw new RunException(damage(checkpoints, e.getMessage()), e);
    }
    return latest
        .filter(found -> found.state().epoch() - 1 == start && found.state().batch() == 0)
        .orElseThrow(
            () -> new RunException(damage(checkpoints, "none is of the end of epoch " + start)));
  }

  private static String damage(Path checkpoints, String problem) {
    return "the weights in " + checkpoints + " cannot be inherited: " + problem;
  }
}
