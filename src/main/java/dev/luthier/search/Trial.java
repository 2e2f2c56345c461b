package dev.luthier.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;

/**
 * An assignment and what came of it so far.
 *
 * @param number from 0, in the order of creation
 * @param assignment that is tried
 * @param state how far it is
 * @param reports of the objective on the way, by rising step
 * @param value of the first objective: there for COMPLETE and PRUNED; NaN for one that was pruned
 *     because its last report was
 * @param others values of the other objectives, in their order; empty where there is one objective
 *     or no value
 * @param repeats number of the trial whose assignment this one tries again, with another seed;
 *     empty for one of the search itself
 */
public record Trial(
    int number,
    Assignment assignment,
    State state,
    List<Report> reports,
    OptionalDouble value,
    List<Double> others,
    OptionalInt repeats) {

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
    others = List.copyOf(others);
  }

  /** One of a study with one objective. */
  public Trial(
      int number, Assignment assignment, State state, List<Report> reports, OptionalDouble value) {
    this(number, assignment, state, reports, value, List.of(), OptionalInt.empty());
  }

  /** A trial that has just been created. */
  public static Trial running(int number, Assignment assignment) {
    return new Trial(number, assignment, State.RUNNING, List.of(), OptionalDouble.empty());
  }

  /** Of all objectives, in their order; empty where there is no value. */
  public double[] values() {
    return value.isPresent() ? Dominance.joined(value.getAsDouble(), others) : new double[0];
  }

  /** The same under another number. */
  public Trial withNumber(int newNumber) {
    return new Trial(newNumber, assignment, state, reports, value, others, repeats);
  }

  /** The same as one that tries the assignment of another trial again. */
  public Trial withRepeats(OptionalInt newRepeats) {
    return new Trial(number, assignment, state, reports, value, others, newRepeats);
  }

  /** The same in another state, without a value. */
  public Trial withState(State newState) {
    return new Trial(
        number, assignment, newState, reports, OptionalDouble.empty(), List.of(), repeats);
  }

  /** The same in another state, with a value of each objective. */
  public Trial withValues(State newState, double... values) {
    return new Trial(
        number,
        assignment,
        newState,
        reports,
        OptionalDouble.of(values[0]),
        DoubleStream.of(values).skip(1).boxed().toList(),
        repeats);
  }

  /** The last report. */
  public Optional<Report> lastReport() {
    return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
  }
}
