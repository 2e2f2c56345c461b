package dev.luthier.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param segment that it is of the training of a member, where a population is trained
 */
public record Trial(
    int number,
    Assignment assignment,
    State state,
    List<Report> reports,
    OptionalDouble value,
    List<Double> others,
    Optional<Segment> segment) {

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

  /** One that is no part of another training. */
  public Trial(
      int number,
      Assignment assignment,
      State state,
      List<Report> reports,
      OptionalDouble value,
      List<Double> others) {
    this(number, assignment, state, reports, value, others, Optional.empty());
  }

  /** One of a study with one objective. */
  public Trial(
      int number, Assignment assignment, State state, List<Report> reports, OptionalDouble value) {
    this(number, assignment, state, reports, value, List.of());
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
  Trial withNumber(int newNumber) {
    return new Trial(newNumber, assignment, state, reports, value, others, segment);
  }

  /** The same in another state, without a value. */
  public Trial withState(State newState) {
    return new Trial(
        number, assignment, newState, reports, OptionalDouble.empty(), List.of(), segment);
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
        segment);
  }

  /** The same as a part of a member's training. */
  public Trial withSegment(Segment newSegment) {
    return new Trial(number, assignment, state, reports, value, others, Optional.of(newSegment));
  }

  /** The last report. */
  public Optional<Report> lastReport() {
    return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
  }
}
