package dev.luthier.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An assignment and what came of it so far.
 *
 * @param number from 0, in the order of creation
 * @param assignment that is tried
 * @param state how far it is
 * @param reports of the objective on the way, by rising step
 * @param value of the objective: there for COMPLETE and PRUNED; NaN for one that was pruned because
 *     its last report was
 */
public record Trial(
    int number, Assignment assignment, State state, List<Report> reports, OptionalDouble value) {

  /** States of a trial. */
  public enum State {
    /** To be run, such as once more after a crash. */
    WAITING,
    RUNNING,
    /** Stopped at a rung, with a checkpoint: goes on if it is promoted. */
    PAUSED,
    COMPLETE,
    /** Given up on the way, for others are better. */
    PRUNED,
    /** Cannot be run: too much memory, a loss that is no number. */
    INFEASIBLE,
    /** Ended by an error. */
    FAILED;

    /** Whether nothing more comes of it. */
    public boolean isFinished() {
      return switch (this) {
        case WAITING, RUNNING, PAUSED -> false;
        case COMPLETE, PRUNED, INFEASIBLE, FAILED -> true;
      };
    }
  }

  public Trial {
    reports = List.copyOf(reports);
  }

  /** A trial that has just been created. */
  public static Trial running(int number, Assignment assignment) {
    return new Trial(number, assignment, State.RUNNING, List.of(), OptionalDouble.empty());
  }

  /** The last report. */
  public Optional<Report> lastReport() {
    return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
  }
}
