package dev.luthier.search.gp;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.Observations;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How far below the best trial's the least loss of the space may still be: a bound that holds with
 * high probability (Makarova et al. 2022).
 *
 * <p>{@code min over trials of (μ + √β σ) - min over the space of (μ - √β σ)}, with a Gaussian
 * process's means and deviations and {@code β = 2/5 log(d n² π² / 6δ)} for d parameters, n trials
 * and {@code δ = 0.1}: that of Srinivas et al. (2010), a fifth of it as in their experiments.
 *
 * <p>As in Optuna's {@code RegretBoundEvaluator}, the process knows the better half of the trials,
 * {@value #FEWEST} at least: what is bad says little about the minimum. Its losses are standardized
 * and keep their distances. They are not {@linkplain Warping warped} as for a proposal: warping
 * that spreads the best says of itself how little lies below them. Unlike Optuna's, it knows
 * conditional parameters, and the minimum over the space is searched by gradients rather than
 * drawn.
 */
public final class RegretBound {

  /** Trials that the process knows at least, where there are as many. */
  private static final int FEWEST = 20;

  private static final double DELTA = 0.1;
  private static final double SCALE = 5;
  private static final int INCUMBENTS = 4;

  private final SearchSpace space;
  private final Encoding encoding;
  private final double[][] points;
  private final double[][] columns;

  /**
   * @param trials that the process knows
   */
  RegretBound(SearchSpace space, List<Trial> trials) {
    this.space = space;
    this.encoding = new Encoding(space);
    this.points =
        trials.stream().map(trial -> encoding.point(trial.assignment())).toArray(double[][]::new);
    this.columns = Arrays.stream(points).map(encoding::embed).toArray(double[][]::new);
  }

  /**
   * The bound, in the objective's unit: 0 or more. Of many trials the process knows {@value
   * GaussianProcessSampler#MOST_FITTED}.
   *
   * @param complete trials with finite values, at least 2
   * @param random for the search over the space
   */
  public static double of(
      SearchSpace space, Goal goal, List<Trial> complete, RandomGenerator random) {
    List<Trial> better = better(goal, complete);
    double[] losses =
        better.stream().mapToDouble(trial -> goal.loss(trial.value().getAsDouble())).toArray();
    int[] chosen = new Observations(better, losses).chosen(GaussianProcessSampler.MOST_FITTED);
    double[] known = GaussianProcessSampler.at(chosen, losses);
    RegretBound bound =
        new RegretBound(space, Arrays.stream(chosen).mapToObj(better::get).toList());
    if (bound.encoding.weights() == 0) {
      return 0;
    }
    double mean = Arrays.stream(known).average().orElseThrow();
    double deviation =
        Math.sqrt(
            Arrays.stream(known)
                .map(loss -> (loss - mean) * (loss - mean))
                .average()
                .getAsDouble());
    double[] targets =
        Arrays.stream(known).map(loss -> deviation == 0 ? 0 : (loss - mean) / deviation).toArray();
    // No axis is bent: the bound is that of the paper's process.
    Hyperparameters hyperparameters =
        new HyperparameterFit(
                bound.columns,
                targets,
                bound.encoding.weights(),
                bound.encoding.weightOfColumn(),
                new int[0])
            .fit()
            .hyperparameters();
    return deviation * bound.standardized(targets, hyperparameters, better.size(), random);
  }

  /** The better half by value, and what is as good as the worst of it, by number. */
  static List<Trial> better(Goal goal, List<Trial> complete) {
    double[] sorted =
        complete.stream()
            .mapToDouble(trial -> goal.loss(trial.value().getAsDouble()))
            .sorted()
            .toArray();
    int count = Math.min(sorted.length, Math.max(FEWEST, sorted.length / 2));
    double worst = sorted[count - 1];
    return complete.stream()
        .filter(trial -> goal.loss(trial.value().getAsDouble()) <= worst)
        .toList();
  }

  /** How many deviations a bound lies beside the mean, {@code √β}. */
  static double deviations(int parameters, int trials) {
    double size = (double) parameters * trials * trials;
    return Math.sqrt(2 / SCALE * Math.log(size * Math.PI * Math.PI / (6 * DELTA)));
  }

  /**
   * The bound in units of the targets.
   *
   * @param targets of the trials
   * @param trials of which these are
   */
  double standardized(
      double[] targets, Hyperparameters hyperparameters, int trials, RandomGenerator random) {
    GaussianProcess process =
        new GaussianProcess(
            columns,
            targets,
            GaussianProcessSampler.filled(targets.length, hyperparameters.noise()),
            hyperparameters,
            encoding.weightOfColumn());
    double deviations = deviations(encoding.weights(), trials);
    GaussianProcess.Posterior atTrials = process.at(columns);
    double least =
        IntStream.range(0, targets.length)
            .mapToDouble(
                i ->
                    atTrials.means()[i]
                        + deviations * Math.sqrt(Math.max(0, atTrials.variances()[i])))
            .min()
            .getAsDouble();
    return least - lowest(new LowerBoundAcquisition(process, deviations), random);
  }

  /** The least lower bound over the space, trials included. */
  private double lowest(LowerBoundAcquisition acquisition, RandomGenerator random) {
    double[] atTrials = acquisition.values(columns);
    double[][] incumbents =
        IntStream.range(0, points.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer index) -> atTrials[index]).reversed())
            .limit(INCUMBENTS)
            .map(index -> points[index])
            .toArray(double[][]::new);
    TrustRegion everywhere = TrustRegion.whole(encoding.size());
    double elsewhere =
        new AcquisitionSearch(space, encoding, acquisition, Set.of(), everywhere)
            .search(
                GaussianProcessSampler.pointsToScreen(encoding, everywhere, incumbents, random),
                random)
            .map(found -> acquisition.values(new double[][] {columns(found)})[0])
            .orElse(Double.NEGATIVE_INFINITY);
    return -Math.max(elsewhere, Arrays.stream(atTrials).max().getAsDouble());
  }

  private double[] columns(Assignment assignment) {
    return encoding.embed(encoding.point(assignment));
  }
}
