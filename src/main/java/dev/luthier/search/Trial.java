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
 * @param origin what it follows from; empty where it is a training of the search of its own
 */
public record Trial(
    int number,
    Assignment assignment,
    State state,
    List<Report> reports,
    OptionalDouble value,
    List<Double> others,
    Optional<Origin> origin) {

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

  /** One that follows from no other. */
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
  public Trial withNumber(int newNumber) {
    return new Trial(newNumber, assignment, state, reports, value, others, origin);
  }

  /** The same with another origin. */
  public Trial withOrigin(Optional<? extends Origin> newOrigin) {
    return new Trial(
        number, assignment, state, reports, value, others, newOrigin.map(Origin.class::cast));
  }

  /** Number of the trial whose parameters it tries again; empty where it repeats none. */
  public OptionalInt repeats() {
    return origin.isPresent() && origin.get() instanceof Origin.Repeat repeat
        ? OptionalInt.of(repeat.original())
        : OptionalInt.empty();
  }

  /** What part it is of the training of a member, where a population is trained. */
  public Optional<Segment> segment() {
    return origin.filter(Segment.class::isInstance).map(Segment.class::cast);
  }

  /** The same in another state, without a value. */
  public Trial withState(State newState) {
    return new Trial(
        number, assignment, newState, reports, OptionalDouble.empty(), List.of(), origin);
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
        origin);
  }

  /** The step of the last report; 0 before the first. */
  public long lastStep() {
    return lastReport().map(Report::step).orElse(0L);
  }

  /** The last report. */
  public Optional<Report> lastReport() {
    return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
  }
}
