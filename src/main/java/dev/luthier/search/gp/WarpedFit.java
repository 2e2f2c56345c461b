package dev.luthier.search.gp;

import java.util.Arrays;

/**
 * Losses warped as suits them best, and the hyperparameters that go with them.
 *
 * @param targets of all losses
 * @param hyperparameters of a process for these targets
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record WarpedFit(double[] targets, Hyperparameters hyperparameters) {

  /**
   * The most probable of all {@link Warping}s, each with hyperparameters of its own.
   *
   * @param losses one for each point
   * @param columns of each point
   * @param fitted indices of the points that hyperparameters are fitted to
   */
  static WarpedFit of(double[] losses, double[][] columns, int[] fitted, Encoding encoding) {
    double[][] points =
        Arrays.stream(fitted).mapToObj(index -> columns[index]).toArray(double[][]::new);
    HyperparameterFit.Fit first = null;
    WarpedFit best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Warping warping : Warping.all(losses)) {
      double[] targets = Arrays.stream(fitted).mapToDouble(i -> warping.targets()[i]).toArray();
      HyperparameterFit search =
          new HyperparameterFit(
              points,
              targets,
              encoding.weights(),
              encoding.weightOfColumn(),
              encoding.bentColumns());
      HyperparameterFit.Fit fit = first == null ? search.fit() : search.refit(first);
      first = first == null ? fit : first;
      double slopes = Arrays.stream(fitted).mapToDouble(i -> warping.logSlopes()[i]).sum();
      if (best == null || fit.loss() - slopes < least) {
        best = new WarpedFit(warping.targets(), fit.hyperparameters());
        least = fit.loss() - slopes;
      }
    }
    return best;
  }
}
