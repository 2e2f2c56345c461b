package dev.luthier.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a history says about an objective, as losses: less is better.
 *
 * <ul>
 *   <li>A complete trial counts as its value.
 *   <li>A pruned one counts as its value, a paused one as its last report, though neither as better
 *       than the median of the complete ones: it was stopped for being worse than others, at a step
 *       whose values say little about those at the end.
 *   <li>An infeasible trial, and one whose value is no number or infinitely bad, counts as the
 *       worst of all, so that its neighbourhood is left alone.
 *   <li>Failed, waiting and running trials say nothing.
 * </ul>
 *
 * @param trials that say something, by number
 * @param losses finite, one for each of these
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Observations(List<Trial> trials, double[] losses) {

  /** What there is to say of a history's first objective. */
  public static Observations of(History history) {
    double[] complete =
        history.in(Trial.State.COMPLETE).stream()
            .mapToDouble(trial -> history.goal().loss(trial.value().getAsDouble()))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double median =
        complete.length == 0 ? Double.NEGATIVE_INFINITY : complete[(complete.length - 1) / 2];
    List<Trial> trials = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (Trial trial : history.trials()) {
      OptionalDouble loss = loss(history.goal(), trial, median);
      if (loss.isPresent()) {
        trials.add(trial);
        losses.add(loss.getAsDouble());
      }
    }
    double[] finite = losses.stream().mapToDouble(x -> x).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return new Observations(List.of(), new double[0]);
    }
    double best = Arrays.stream(finite).min().getAsDouble();
    double worst = Arrays.stream(finite).max().getAsDouble();
    return new Observations(
        trials,
        losses.stream().mapToDouble(loss -> Math.min(worst, Math.max(best, loss))).toArray());
  }

  private static OptionalDouble loss(Goal goal, Trial trial, double median) {
    OptionalDouble value =
        switch (trial.state()) {
          case COMPLETE, PRUNED -> trial.value();
          case PAUSED -> trial.lastReport().stream().mapToDouble(Report::value).findFirst();
          case INFEASIBLE -> OptionalDouble.of(Double.NaN);
          case WAITING, RUNNING, FAILED -> OptionalDouble.empty();
        };
    if (value.isEmpty()) {
      return value;
    }
    double loss = goal.loss(value.getAsDouble());
    if (Double.isNaN(loss)) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    return OptionalDouble.of(trial.state() == Trial.State.COMPLETE ? loss : Math.max(loss, median));
  }

  /** Number of trials that say something. */
  public int size() {
    return losses.length;
  }

  /**
   * Indices of at most so many, rising: a third of them the best, a third the newest, the others
   * spread over the order of the losses.
   */
  public int[] chosen(int limit) {
    if (size() <= limit) {
      return IntStream.range(0, size()).toArray();
    }
    int[] byLoss =
        IntStream.range(0, size())
            .boxed()
            .sorted(Comparator.comparingDouble(index -> losses[index]))
            .mapToInt(Integer::intValue)
            .toArray();
    TreeSet<Integer> chosen = new TreeSet<>();
    for (int i = 0; i < limit / 3; i++) {
      chosen.add(byLoss[i]);
      chosen.add(size() - 1 - i);
    }
    int[] others = Arrays.stream(byLoss).filter(index -> !chosen.contains(index)).toArray();
    int wanted = limit - chosen.size();
    for (int i = 0; i < wanted; i++) {
      chosen.add(others[(int) ((i + 0.5) * others.length / wanted)]);
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }
}
