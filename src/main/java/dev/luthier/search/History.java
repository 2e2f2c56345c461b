package dev.luthier.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All trials of a study.
 *
 * @param goals of the objectives, one to three
 * @param trials by number, without gaps
 */
public record History(List<Goal> goals, List<Trial> trials) {

  /** Of more objectives, nearly every trial is on the front. */
  public static final int MOST_OBJECTIVES = 3;

  public History {
    goals = List.copyOf(goals);
    trials = List.copyOf(trials);
    if (goals.isEmpty() || goals.size() > MOST_OBJECTIVES) {
      throw new IllegalArgumentException(
          "objectives must be 1 to " + MOST_OBJECTIVES + ", were " + goals.size());
    }
  }

  /** Of a study with one objective. */
  public History(Goal goal, List<Trial> trials) {
    this(List.of(goal), trials);
  }

  /** Before the first trial. */
  public static History empty(Goal goal) {
    return new History(goal, List.of());
  }

  /** Of the first objective. */
  public Goal goal() {
    return goals.get(0);
  }

  /** Whether there are several objectives. */
  public boolean hasSeveralObjectives() {
    return goals.size() > 1;
  }

  /**
   * Values of the objectives as something to minimize.
   *
   * @param values one a goal
   */
  public double[] losses(double... values) {
    if (values.length != goals.size()) {
      throw new IllegalArgumentException(
          "values must be " + goals.size() + ", one an objective, were " + values.length);
    }
    double[] losses = new double[values.length];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = goals.get(i).loss(values[i]);
    }
    return losses;
  }

  /**
   * The history as one of a single objective would have been; of the reports the last ones only.
   *
   * @param objective index of the one that is kept
   */
  public History ofObjective(int objective) {
    return new History(
        goals.get(objective),
        trials.stream()
            .map(
                trial ->
                    new Trial(
                        trial.number(),
                        trial.assignment(),
                        trial.state(),
                        trial.lastReport().stream()
                            .map(report -> new Report(report.step(), report.values()[objective]))
                            .toList(),
                        trial.value().isPresent()
                            ? OptionalDouble.of(trial.values()[objective])
                            : OptionalDouble.empty()))
            .toList());
  }

  /** The trials of a state. */
  public List<Trial> in(Trial.State state) {
    return trials.stream().filter(trial -> trial.state() == state).toList();
  }

  /** All assignments that were tried, whatever came of them. */
  public Set<Assignment> assignments() {
    return trials.stream().map(Trial::assignment).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether an assignment was tried. Far less work than {@link #assignments} for a single question.
   */
  public boolean hasTried(Assignment assignment) {
    for (Trial trial : trials) {
      if (trial.assignment().equals(assignment)) {
        return true;
      }
    }
    return false;
  }

  /** Whether trials were run again with other seeds. */
  public boolean hasRepeats() {
    for (Trial trial : trials) {
      if (trial.repeats().isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The search alone, each trial with its own value; numbers have gaps where repeats were. */
  public History withoutRepeats() {
    return hasRepeats()
        ? new History(goals, trials.stream().filter(trial -> trial.repeats().isEmpty()).toList())
        : this;
  }

  /** The search alone, each complete trial with the mean over its executions as its value. */
  public History ofMeans() {
    if (!hasRepeats()) {
      return this;
    }
    Executions executions = new Executions(this);
    return new History(goals, withoutRepeats().trials.stream().map(executions::averaged).toList());
  }

  /** The same trials, numbered without gaps, as samplers and pruners want them. */
  public History numbered() {
    int size = trials.size();
    if (size == 0 || trials.get(size - 1).number() == size - 1) {
      return this;
    }
    return new History(
        goals,
        IntStream.range(0, size)
            .mapToObj(number -> trials.get(number).withNumber(number))
            .toList());
  }

  /**
   * The values of a complete trial of the search and of its complete repeats, its own first.
   *
   * @param trial number of it
   */
  public List<Double> executions(int trial) {
    return new Executions(this)
        .of(trials.get(trial)).stream().map(each -> each.value().getAsDouble()).toList();
  }

  /**
   * The trials whose weights a trial was trained from, the first one first, and the trial itself as
   * the last: with the settings of each, the schedule that a {@linkplain Segment population} found.
   *
   * @param trial number of it
   */
  public List<Trial> lineage(int trial) {
    Deque<Trial> lineage = new ArrayDeque<>();
    OptionalInt next = OptionalInt.of(trial);
    while (next.isPresent()) {
      lineage.addFirst(trials.get(next.getAsInt()));
      next = lineage.getFirst().segment().map(Segment::parent).orElse(OptionalInt.empty());
    }
    return List.copyOf(lineage);
  }

  /**
   * The complete trial with the best value, the earliest of several. Of several objectives the
   * first counts, and the next one where trials are alike in it: the trial is on the {@link
   * #front}.
   *
   * <p>Where trials were repeated it is the one of these with the best mean, which is its value.
   */
  public Optional<Trial> best() {
    if (hasRepeats()) {
      Optional<Trial> repeated = new Executions(this).best();
      return repeated.isPresent() ? repeated : withoutRepeats().best();
    }
    Trial best = null;
    for (Trial trial : trials) {
      if (trial.state() == Trial.State.COMPLETE && (best == null || isBetter(trial, best))) {
        best = trial;
      }
    }
    return Optional.ofNullable(best);
  }

  private boolean isBetter(Trial trial, Trial than) {
    double[] values = trial.values();
    double[] others = than.values();
    for (int i = 0; i < values.length; i++) {
      if (goals.get(i).isBetter(values[i], others[i])) {
        return true;
      }
      if (goals.get(i).isBetter(others[i], values[i])) {
        return false;
      }
    }
    return false;
  }

  /**
   * The complete trials from the best: by value, or {@linkplain Dominance#order by dominance} where
   * there are several objectives.
   */
  public List<Trial> fromBest() {
    List<Trial> complete = in(Trial.State.COMPLETE);
    if (!hasSeveralObjectives()) {
      return complete.stream()
          .sorted(Comparator.comparingDouble(trial -> goal().loss(trial.value().getAsDouble())))
          .toList();
    }
    double[][] losses =
        complete.stream().map(trial -> losses(trial.values())).toArray(double[][]::new);
    return Arrays.stream(Dominance.order(losses)).mapToObj(complete::get).toList();
  }

  /**
   * The Pareto front: the complete trials that no other one dominates, from the best in the first
   * objective to the worst; of trials alike in all objectives the earliest. With one objective it
   * is the {@link #best} trial.
   */
  public List<Trial> front() {
    if (!hasSeveralObjectives()) {
      return best().stream().toList();
    }
    List<Trial> complete = in(Trial.State.COMPLETE);
    List<double[]> losses = complete.stream().map(trial -> losses(trial.values())).toList();
    List<Trial> front = new ArrayList<>();
    for (int i = 0; i < complete.size(); i++) {
      boolean isOnFront = true;
      for (int j = 0; j < complete.size() && isOnFront; j++) {
        isOnFront =
            !Dominance.dominates(losses.get(j), losses.get(i))
                && (j >= i || !Arrays.equals(losses.get(j), losses.get(i)));
      }
      if (isOnFront) {
        front.add(complete.get(i));
      }
    }
    front.sort(Comparator.comparingDouble(trial -> goal().loss(trial.value().getAsDouble())));
    return List.copyOf(front);
  }
}
