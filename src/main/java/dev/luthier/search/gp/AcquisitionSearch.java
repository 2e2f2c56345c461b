package dev.luthier.search.gp;

import dev.luthier.search.Assignment;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.math.BoundedLbfgs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Looks for the point of a space that is most worth trying by an acquisition function.
 *
 * <p>Many points are screened, spread over the space and around the best known ones. From some of
 * the most promising, local searches go on in turns: along the gradient in what is continuous or
 * nearly so, and by trying other values in what is discrete. Points that were tried before or that
 * break a constraint are passed over as long as there are others.
 */
final class AcquisitionSearch {

  private static final int LOCAL_SEARCHES = 10;
  private static final int ROUNDS = 10;
  private static final int GRADIENT_ITERATIONS = 40;
  private static final double GRADIENT_TOLERANCE = 1e-3;

  private final SearchSpace space;
  private final Encoding encoding;
  private final Acquisition acquisition;
  private final Set<Assignment> tried;
  private final TrustRegion region;

  /**
   * @param acquisition on a scale on which one is a great difference, such as a logarithm
   * @param tried assignments not to propose again
   * @param region that local searches keep to
   */
  AcquisitionSearch(
      SearchSpace space,
      Encoding encoding,
      Acquisition acquisition,
      Set<Assignment> tried,
      TrustRegion region) {
    this.region = region;
    this.space = space;
    this.encoding = encoding;
    this.acquisition = acquisition;
    this.tried = tried;
  }

  /** A point and its value. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Candidate(double[] point, double value) {}

  /**
   * The best assignment found that is new and feasible.
   *
   * @param spread points to screen
   * @return empty where no such assignment was come across
   */
  Optional<Assignment> search(List<double[]> spread, RandomGenerator random) {
    List<Candidate> screened = candidates(spread);
    // The greatest values plus Gumbel noise: a draw without replacement by expected improvement.
    double[] keys =
        screened.stream()
            .mapToDouble(
                candidate ->
                    candidate.value - Math.log(-Math.log(Math.max(1e-300, random.nextDouble()))))
            .toArray();
    List<Candidate> byValue = new ArrayList<>(screened);
    byValue.sort(Comparator.comparingDouble(Candidate::value).reversed());
    List<Candidate> ends = new ArrayList<>();
    Set<Candidate> starts = new LinkedHashSet<>();
    starts.add(byValue.get(0));
    IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer index) -> keys[index]).reversed())
        .map(screened::get)
        .limit(LOCAL_SEARCHES)
        .forEach(starts::add);
    starts.stream().limit(LOCAL_SEARCHES).map(this::climb).forEach(ends::add);
    ends.sort(Comparator.comparingDouble(Candidate::value).reversed());
    ends.addAll(byValue);
    return ends.stream()
        .filter(candidate -> isAdmissible(candidate.point))
        .findFirst()
        .map(candidate -> encoding.assignment(candidate.point));
  }

  private Candidate climb(Candidate start) {
    // A start that may not be proposed gives way to any neighbour that may.
    Candidate best =
        isAdmissible(start.point) ? start : new Candidate(start.point, Double.NEGATIVE_INFINITY);
    for (int round = 0; round < ROUNDS; round++) {
      Candidate before = best;
      best = better(best, alongGradient(best.point));
      for (int i = 0; i < encoding.size(); i++) {
        for (Candidate neighbour : neighbours(best.point, i)) {
          best = better(best, neighbour);
        }
      }
      if (best.value <= before.value + 1e-4) {
        break;
      }
    }
    return best;
  }

  private Candidate better(Candidate best, Candidate other) {
    return other.value > best.value && isAdmissible(other.point) ? other : best;
  }

  private List<Candidate> neighbours(double[] point, int index) {
    List<double[]> neighbours = new ArrayList<>();
    for (double place : encoding.coordinate(index).alternatives(point[index])) {
      if (place < region.lower()[index] || place > region.upper()[index]) {
        continue;
      }
      double[] moved = point.clone();
      moved[index] = place;
      neighbours.add(moved);
    }
    return candidates(neighbours);
  }

  /** In coordinates scaled by the kernel's length scales, in which the function is rounder. */
  private Candidate alongGradient(double[] start) {
    boolean[] active = encoding.active(start);
    int[] moving =
        IntStream.range(0, encoding.size())
            .filter(i -> active[i] && encoding.coordinate(i).hasGradient())
            .toArray();
    double[] scales =
        Arrays.stream(moving)
            .mapToDouble(i -> acquisition.columnScale(encoding.column(i)))
            .toArray();
    double[] first = scaled(start, moving, scales);
    double[] point = start.clone();
    BoundedLbfgs.Objective objective =
        (scaled, gradient) -> {
          for (int m = 0; m < moving.length; m++) {
            point[moving[m]] = scaled[m] / scales[m];
          }
          double[] columns = encoding.embed(point, active);
          double[] slopes = new double[columns.length];
          double value = -acquisition.valueAndGradient(columns, slopes);
          for (int m = 0; m < moving.length; m++) {
            gradient[m] = -slopes[encoding.column(moving[m])] / scales[m];
          }
          return value;
        };
    double[] end =
        new BoundedLbfgs(
                objective,
                scaled(region.lower(), moving, scales),
                scaled(region.upper(), moving, scales),
                GRADIENT_ITERATIONS,
                GRADIENT_TOLERANCE)
            .minimize(first)
            .point();
    double[] moved = start.clone();
    for (int m = 0; m < moving.length; m++) {
      moved[moving[m]] = end[m] / scales[m];
    }
    return candidates(List.of(moved)).get(0);
  }

  private static double[] scaled(double[] places, int[] moving, double[] scales) {
    return IntStream.range(0, moving.length)
        .mapToDouble(m -> places[moving[m]] * scales[m])
        .toArray();
  }

  private List<Candidate> candidates(List<double[]> points) {
    double[][] embedded = new double[points.size()][];
    for (int i = 0; i < embedded.length; i++) {
      encoding.snap(points.get(i));
      embedded[i] = encoding.embed(points.get(i));
    }
    double[] values = acquisition.values(embedded);
    List<Candidate> candidates = new ArrayList<>(embedded.length);
    for (int i = 0; i < embedded.length; i++) {
      candidates.add(new Candidate(points.get(i), values[i]));
    }
    return candidates;
  }

  private boolean isAdmissible(double[] point) {
    Assignment assignment = encoding.assignment(point);
    return !tried.contains(assignment) && space.isFeasible(assignment);
  }
}
