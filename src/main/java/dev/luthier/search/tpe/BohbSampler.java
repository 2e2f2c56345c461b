package dev.luthier.search.tpe;

import dev.luthier.search.Assignment;
import dev.luthier.search.Dominance;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Report;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The model of BOHB (Falkner et al. 2018), for studies whose pruner is Hyperband: like {@link
 * TpeSampler}, but it compares trials at one step, the greatest that enough trials have reached,
 * and a part of its proposals is random, as Hyperband's guarantee asks for.
 *
 * <p>Enough are 3 more than there are parameters, as in the paper. Of these trials, each with its
 * last report up to the step, the best part is good. A complete trial without reports has reached
 * every step. Trials that are infeasible, and those that are waiting or running and have not
 * reached the step, are counted among the others; those that stopped before it, pruned or paused,
 * and failed ones are left out.
 *
 * <p>The densities are {@link ParzenEstimator}s, not the ones of the paper, which have one width
 * for each parameter: these have a prior, so that no value dies out, and they know conditional
 * spaces without imputing values. With a prior, few good trials suffice, there need not be more of
 * them than parameters; nor do kernels have to be widened for drawing, and 24 candidates do better
 * than the paper's 64.
 *
 * @param randomFraction part of the proposals that are random, from 0 to 1
 * @param topFraction part of the trials that are good, above 0 and below 1
 */
public record BohbSampler(double randomFraction, double topFraction) implements Sampler {

  private static final int CANDIDATES = 24;

  public BohbSampler {
    if (!(randomFraction >= 0 && randomFraction <= 1)) {
      throw new IllegalArgumentException(
          "random_fraction must be from 0 to 1, was " + randomFraction + "; write such as 0.33");
    }
    if (!(topFraction > 0 && topFraction < 1)) {
      throw new IllegalArgumentException(
          "top_fraction must be above 0 and below 1, was " + topFraction + "; write such as 0.15");
    }
  }

  /** With a third random and the top 15 percent good. */
  public static BohbSampler of() {
    return new BohbSampler(1.0 / 3, 0.15);
  }

  public BohbSampler withRandomFraction(double newRandomFraction) {
    return new BohbSampler(newRandomFraction, topFraction);
  }

  public BohbSampler withTopFraction(double newTopFraction) {
    return new BohbSampler(randomFraction, newTopFraction);
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    long[] reached = history.trials().stream().mapToLong(BohbSampler::reached).sorted().toArray();
    int enough = space.parameters().size() + 3;
    long step = reached.length < enough ? 0 : reached[reached.length - enough];
    if (random.nextDouble() < randomFraction || step == 0) {
      return Optional.of(RandomSampler.draw(space, random));
    }
    List<Trial> judged = new ArrayList<>();
    List<Trial> others = new ArrayList<>();
    for (Trial trial : history.trials()) {
      if (reached(trial) >= step) {
        judged.add(trial);
      } else if (isToAvoid(trial.state())) {
        others.add(trial);
      }
    }
    List<Trial> fromBest = fromBest(judged, step, history.goals());
    int good = (int) Math.ceil(topFraction * fromBest.size());
    others.addAll(fromBest.subList(good, fromBest.size()));
    return Optional.of(
        DensityRatio.propose(space, fromBest.subList(0, good), others, CANDIDATES, random));
  }

  private static boolean isToAvoid(Trial.State state) {
    return switch (state) {
      case WAITING, RUNNING, INFEASIBLE -> true;
      case PAUSED, COMPLETE, PRUNED, FAILED -> false;
    };
  }

  /** The step of a trial's last report; 0 for one that is not to be judged. */
  private static long reached(Trial trial) {
    return switch (trial.state()) {
      case FAILED, INFEASIBLE -> 0;
      case WAITING, RUNNING, PAUSED, PRUNED -> trial.lastStep();
      case COMPLETE -> trial.lastReport().map(Report::step).orElse(Long.MAX_VALUE);
    };
  }

  /** By loss, or by dominance where there are several objectives. */
  private static List<Trial> fromBest(List<Trial> trials, long step, List<Goal> goals) {
    double[][] losses =
        trials.stream().map(trial -> lossesAt(trial, step, goals)).toArray(double[][]::new);
    return goals.size() > 1
        ? Arrays.stream(Dominance.order(losses)).mapToObj(trials::get).toList()
        : IntStream.range(0, losses.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> losses[i][0]))
            .map(trials::get)
            .toList();
  }

  /** NaN, which is no number, counts as worst. */
  private static double[] lossesAt(Trial trial, long step, List<Goal> goals) {
    double[] values = trial.values();
    for (Report report : trial.reports()) {
      if (report.step() <= step) {
        values = report.values();
      }
    }
    double[] losses = new double[goals.size()];
    for (int i = 0; i < losses.length; i++) {
      double loss = goals.get(i).loss(i < values.length ? values[i] : Double.NaN);
      losses[i] = Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }
    return losses;
  }
}
