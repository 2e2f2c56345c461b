package dev.luthier.search.gp;

import dev.luthier.search.Assignment;
import dev.luthier.search.Dominance;
import dev.luthier.search.History;
import dev.luthier.search.Observations;
import dev.luthier.search.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Looks for the point with the greatest expected improvement of the hypervolume of a front: a
 * Gaussian process for each objective, independent of the others.
 *
 * <p>Losses keep their distances, for volumes are made of them; those above the median that are
 * farther from it than the best is, times {@value #MOST_SPREAD}, count as if they were that far.
 * The front is one of posterior means, as luck is not to be improved on, and the reference point
 * lies a tenth of the range behind the worst.
 *
 * <p>Axes are bent for every other proposal: bent ones find some fronts sooner and miss the ends of
 * others, which straight ones find.
 */
final class FrontSearch {

  /** How bad a diverged training is says nothing. */
  private static final double MOST_SPREAD = 3;

  private static final double BEHIND_THE_WORST = 0.1;
  private static final int INCUMBENTS = 8;

  /** Of a fit. A front is made of finer differences than one best value. */
  private static final int ITERATIONS = 80;

  private final SearchSpace space;
  private final History history;
  private final Encoding encoding;
  private final Set<Assignment> tried;

  FrontSearch(SearchSpace space, History history, Encoding encoding, Set<Assignment> tried) {
    this.space = space;
    this.history = history;
    this.encoding = encoding;
    this.tried = tried;
  }

  /**
   * The best assignment found that is new and feasible.
   *
   * @param fewest trials that say something, with which it can be asked for
   * @return empty where there are fewer, or no such assignment was come across
   */
  Optional<Assignment> search(int fewest, RandomGenerator random) {
    List<Observations> observations =
        IntStream.range(0, history.goals().size())
            .mapToObj(objective -> Observations.of(history.ofObjective(objective)))
            .toList();
    int size = observations.get(0).size();
    if (size < fewest
        || encoding.weights() == 0
        || observations.stream().anyMatch(each -> each.size() != size)) {
      return Optional.empty();
    }
    double[][] points =
        observations.get(0).trials().stream()
            .map(trial -> encoding.point(trial.assignment()))
            .toArray(double[][]::new);
    double[][] columns = Arrays.stream(points).map(encoding::embed).toArray(double[][]::new);
    double[][] pending = GaussianProcessSampler.pending(encoding, history);
    int[] chosen = observations.get(0).chosen(GaussianProcessSampler.MOST_OBSERVED);
    List<GaussianProcess> processes = new ArrayList<>();
    double[][] means = new double[chosen.length][observations.size()];
    double[] reference = new double[observations.size()];
    for (int objective = 0; objective < reference.length; objective++) {
      double[] targets = standardized(observations.get(objective).losses());
      Objective model = new Objective(observations.get(objective), targets, columns);
      GaussianProcess process = model.process(chosen, pending);
      processes.add(process);
      double[] ofObjective = process.meansAt(GaussianProcessSampler.at(chosen, columns));
      for (int i = 0; i < chosen.length; i++) {
        means[i][objective] = ofObjective[i];
      }
      double worst = Arrays.stream(ofObjective).max().orElseThrow();
      double best = Arrays.stream(ofObjective).min().orElseThrow();
      reference[objective] = worst + BEHIND_THE_WORST * Math.max(1e-6, worst - best);
    }
    HypervolumeAcquisition acquisition =
        new HypervolumeAcquisition(processes, NondominatedBoxes.of(means, reference));
    double[][] incumbents =
        Arrays.stream(Dominance.order(means))
            .limit(INCUMBENTS)
            .mapToObj(index -> points[chosen[index]])
            .toArray(double[][]::new);
    TrustRegion region = TrustRegion.whole(encoding.size());
    return new AcquisitionSearch(space, encoding, acquisition, tried, region)
        .search(
            GaussianProcessSampler.pointsToScreen(encoding, region, incumbents, random), random);
  }

  private int[] bentColumns() {
    return history.trials().size() % 2 == 0 ? encoding.bentColumns() : new int[0];
  }

  /** Of mean 0 and variance 1. */
  private static double[] standardized(double[] losses) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    // Halved, so that no difference overflows.
    double most = 2 * MOST_SPREAD * (0.5 * median - 0.5 * sorted[0]);
    double[] kept =
        Arrays.stream(losses)
            .map(loss -> most > 0 ? Math.min(loss, median + most) : loss)
            .toArray();
    double mean = Arrays.stream(kept).average().orElse(0);
    double variance =
        Arrays.stream(kept).map(loss -> (loss - mean) * (loss - mean)).average().orElse(0);
    double deviation = variance == 0 ? 1 : Math.sqrt(variance);
    return Arrays.stream(kept).map(loss -> (loss - mean) / deviation).toArray();
  }

  /** What is known of one objective. */
  private final class Objective {
    private final double[] targets;
    private final double[][] columns;
    private final Hyperparameters hyperparameters;

    Objective(Observations observations, double[] targets, double[][] columns) {
      this.targets = targets;
      this.columns = columns;
      int[] fitted = observations.chosen(GaussianProcessSampler.MOST_FITTED);
      this.hyperparameters =
          new HyperparameterFit(
                  GaussianProcessSampler.at(fitted, columns),
                  GaussianProcessSampler.at(fitted, targets),
                  encoding.weights(),
                  encoding.weightOfColumn(),
                  bentColumns())
              .fit(ITERATIONS)
              .hyperparameters();
    }

    /** What was proposed but says nothing yet counts as observed at its mean. */
    GaussianProcess process(int[] chosen, double[][] pending) {
      double[][] known = GaussianProcessSampler.at(chosen, columns);
      double[] knownTargets = GaussianProcessSampler.at(chosen, targets);
      double[] noise = GaussianProcessSampler.filled(chosen.length, hyperparameters.noise());
      GaussianProcess observed =
          new GaussianProcess(
              known, knownTargets, noise, hyperparameters, encoding.weightOfColumn());
      if (pending.length == 0) {
        return observed;
      }
      return new GaussianProcess(
          GaussianProcessSampler.joined(known, pending),
          GaussianProcessSampler.joined(knownTargets, observed.meansAt(pending)),
          GaussianProcessSampler.joined(
              noise, GaussianProcessSampler.filled(pending.length, Hyperparameters.LEAST_NOISE)),
          hyperparameters,
          encoding.weightOfColumn());
    }
  }
}
