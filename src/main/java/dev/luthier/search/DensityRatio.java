package dev.luthier.search;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Proposes what is likely among good trials and unlikely among the others: of some draws from the
 * good ones' density the one with the greatest ratio of the two densities, which is the one with
 * the greatest expected improvement (Bergstra et al. 2011).
 */
final class DensityRatio {

  private DensityRatio() {}

  static Assignment propose(
      SearchSpace space,
      List<Trial> good,
      List<Trial> others,
      int candidates,
      RandomGenerator random) {
    List<Axis> axes =
        space.parameters().stream().map(parameter -> new Axis(parameter.domain())).toList();
    ParzenEstimator likely = new ParzenEstimator(space, axes, assignments(good));
    ParzenEstimator unlikely = new ParzenEstimator(space, axes, assignments(others));
    Assignment best = null;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < candidates; i++) {
      Assignment draw = likely.draw(random);
      double ratio = likely.logDensity(draw) - unlikely.logDensity(draw);
      if (best == null || ratio > greatest) {
        best = draw;
        greatest = ratio;
      }
    }
    return best;
  }

  private static List<Assignment> assignments(List<Trial> trials) {
    return trials.stream()
        .sorted(Comparator.comparingInt(Trial::number))
        .map(Trial::assignment)
        .toList();
  }
}
