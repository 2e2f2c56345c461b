package dev.luthier.search.gp;

import dev.luthier.search.Assignment;
import dev.luthier.search.History;
import dev.luthier.search.Observations;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.sobol.ScrambledSobol;
import dev.luthier.search.sobol.SobolSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Bayesian optimization with a Gaussian process: Matern 5/2 kernel with a length scale for each
 * parameter, and log expected improvement (Ament et al. 2023).
 *
 * <p>It begins with the centre of the space and Sobol points. Then the losses are {@linkplain
 * Warping warped} and the kernel's hyperparameters {@linkplain WarpedFit fitted} anew, and the
 * point with the greatest expected improvement over the least posterior mean of the points that
 * were tried is {@linkplain AcquisitionSearch searched}, rather than over the least observation,
 * which may be luck. How trials count that did not complete is said at {@link Observations}, how
 * choices and conditional parameters are seen at {@link Coordinate}. Trials that are waiting or
 * running count as observed, without noise, at their posterior mean, which is to be improved on as
 * well: there is nothing to gain near them, so that workers side by side spread.
 *
 * <p>Axes are {@linkplain InputWarping bent} where that makes the losses more likely, and the
 * search of four and more parameters keeps to a {@linkplain TrustRegion box} around the best.
 *
 * <p>Of several objectives each has a process of its own, and the expected improvement is that of
 * the front's hypervolume: {@link FrontSearch}.
 *
 * <p>Of many trials the hyperparameters are fitted to {@value #MOST_FITTED} and the process to
 * {@value #MOST_OBSERVED}: some of the best, the newest, and a spread of the others. Optuna's
 * Gaussian process takes all, standardizes losses without warping them, and leaves conditional
 * parameters to a random sampler.
 *
 * @param startupTrials trials with a loss before the process is asked; fewer than 2 count as 2
 * @param seed of the Sobol points: that of the study, the same for all its proposals
 */
public record GaussianProcessSampler(int startupTrials, long seed) implements Sampler {

  static final int MOST_FITTED = 128;
  static final int MOST_OBSERVED = 512;
  private static final int SPREAD_POINTS = 1792;
  private static final int NEAR_POINTS = 256;
  private static final int INCUMBENTS = 4;

  public GaussianProcessSampler {
    if (startupTrials < 0) {
      throw new IllegalArgumentException(
          "startup_trials must not be negative, was " + startupTrials + "; write such as 10");
    }
  }

  /** With 10 trials at the start. */
  public static GaussianProcessSampler of(long seed) {
    return new GaussianProcessSampler(10, seed);
  }

  public GaussianProcessSampler withStartupTrials(int newStartupTrials) {
    return new GaussianProcessSampler(newStartupTrials, seed);
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    Set<Assignment> tried = history.assignments();
    Encoding encoding = new Encoding(space);
    if (history.hasSeveralObjectives()) {
      return new FrontSearch(space, history, encoding, tried)
          .search(Math.max(2, startupTrials), random)
          .or(() -> first(space, history, tried, random));
    }
    Observations observations = Observations.of(history);
    if (observations.size() < Math.max(2, startupTrials) || encoding.weights() == 0) {
      return first(space, history, tried, random);
    }
    double[][] points =
        observations.trials().stream()
            .map(trial -> encoding.point(trial.assignment()))
            .toArray(double[][]::new);
    double[][] columns = Arrays.stream(points).map(encoding::embed).toArray(double[][]::new);
    WarpedFit fit =
        WarpedFit.of(observations.losses(), columns, observations.chosen(MOST_FITTED), encoding);
    Hyperparameters hyperparameters = fit.hyperparameters();

    int[] chosen = observations.chosen(MOST_OBSERVED);
    double[][] known = at(chosen, columns);
    double[] knownTargets = at(chosen, fit.targets());
    double[] noise = filled(chosen.length, hyperparameters.noise());
    GaussianProcess observed =
        new GaussianProcess(known, knownTargets, noise, hyperparameters, encoding.weightOfColumn());
    double[] means = observed.meansAt(known);
    double[][] pending = pending(encoding, history);
    double[] pendingMeans = observed.meansAt(pending);
    GaussianProcess process =
        pending.length == 0
            ? observed
            : new GaussianProcess(
                joined(known, pending),
                joined(knownTargets, pendingMeans),
                joined(noise, filled(pending.length, Hyperparameters.LEAST_NOISE)),
                hyperparameters,
                encoding.weightOfColumn());

    double[][] incumbents =
        IntStream.range(0, chosen.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer index) -> means[index]))
            .limit(INCUMBENTS)
            .map(index -> points[chosen[index]])
            .toArray(double[][]::new);
    double bound = Arrays.stream(joined(means, pendingMeans)).min().getAsDouble();
    TrustRegion region =
        TrustRegion.of(
            observations.losses(),
            Math.max(2, startupTrials),
            pending.length + 1,
            incumbents[0],
            hyperparameters,
            encoding);
    return new AcquisitionSearch(
            space, encoding, new ImprovementAcquisition(process, bound), tried, region)
        .search(pointsToScreen(encoding, region, incumbents, random), random)
        .or(() -> first(space, history, tried, random));
  }

  /** Columns of what was proposed but says nothing yet. */
  static double[][] pending(Encoding encoding, History history) {
    return history.trials().stream()
        .filter(
            trial -> trial.state() == Trial.State.RUNNING || trial.state() == Trial.State.WAITING)
        .map(trial -> encoding.embed(encoding.point(trial.assignment())))
        .toArray(double[][]::new);
  }

  /** Points spread over the region, and some of it around the best known ones. */
  static List<double[]> pointsToScreen(
      Encoding encoding, TrustRegion region, double[][] incumbents, RandomGenerator random) {
    List<double[]> points = new ArrayList<>();
    ScrambledSobol sobol = ScrambledSobol.of(encoding.size(), random.nextLong());
    sobol
        .points()
        .limit(SPREAD_POINTS)
        .map(point -> region.within(point, random))
        .forEach(points::add);
    for (int i = 0; i < NEAR_POINTS; i++) {
      double[] near = neighbour(encoding, incumbents[i % incumbents.length], random);
      if (region.contains(near)) {
        points.add(near);
      }
    }
    return points;
  }

  private Optional<Assignment> first(
      SearchSpace space, History history, Set<Assignment> tried, RandomGenerator random) {
    Assignment centre = space.assign(parameter -> parameter.domain().fromUnit(0.5));
    return !tried.contains(centre) && space.isFeasible(centre)
        ? Optional.of(centre)
        : new SobolSampler(seed).propose(space, history, random);
  }

  /** A point with about half of its places moved, all by distances of one order of magnitude. */
  private static double[] neighbour(Encoding encoding, double[] point, RandomGenerator random) {
    double[] moved = point.clone();
    double distance = Math.pow(10, -2 + 1.7 * random.nextDouble());
    for (int i = 0; i < moved.length; i++) {
      if (random.nextBoolean()) {
        moved[i] =
            encoding.coordinate(i).parameter().domain().isOrdered()
                ? moved[i] + distance * random.nextGaussian()
                : random.nextDouble();
      }
    }
    return moved;
  }

  static double[][] at(int[] indices, double[][] all) {
    return Arrays.stream(indices).mapToObj(index -> all[index]).toArray(double[][]::new);
  }

  static double[] at(int[] indices, double[] all) {
    return Arrays.stream(indices).mapToDouble(index -> all[index]).toArray();
  }

  static double[] filled(int size, double number) {
    double[] filled = new double[size];
    Arrays.fill(filled, number);
    return filled;
  }

  static double[] joined(double[] first, double[] second) {
    return DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  static double[][] joined(double[][] first, double[][] second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(double[][]::new);
  }
}
