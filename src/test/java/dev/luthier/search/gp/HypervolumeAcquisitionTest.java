package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Dominance;
import dev.luthier.search.Hypervolume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypervolumeAcquisitionTest {

  private static final int DRAWS = 200_000;

  private static double[][] points(SplittableRandom random, int objectives) {
    double[][] points = new double[12][objectives];
    for (double[] point : points) {
      Arrays.setAll(point, i -> Math.round(10 * random.nextDouble(-1, 1)) / 10.0);
    }
    return points;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theBoxesAreAllThatIsNotDominated(int objectives) {
    SplittableRandom random = new SplittableRandom(objectives);
    double[] reference = new double[objectives];
    Arrays.fill(reference, 0.8);
    double[][] points = points(random, objectives);
    NondominatedBoxes front = NondominatedBoxes.of(points, reference);
    for (int i = 0; i < 2000; i++) {
      double[] drawn = new double[objectives];
      Arrays.setAll(drawn, axis -> random.nextDouble(-2, 1));
      boolean isInside = Arrays.stream(drawn).allMatch(loss -> loss < 0.8);
      boolean isDominated =
          Arrays.stream(points).anyMatch(point -> Dominance.dominates(point, drawn));
      long boxes = front.boxes().stream().filter(box -> isIn(drawn, front, box)).count();
      assertEquals(isInside && !isDominated ? 1 : 0, boxes, Arrays.toString(drawn));
    }
  }

  private static boolean isIn(double[] point, NondominatedBoxes front, int[] box) {
    for (int i = 0; i < point.length; i++) {
      double[] levels = front.levels()[i];
      int lower = box[2 * i];
      if (point[i] > levels[box[2 * i + 1]] || (lower >= 0 && point[i] <= levels[lower])) {
        return false;
      }
    }
    return true;
  }

  private static List<GaussianProcess> processes(int objectives) {
    double[][] places = {{0.1, 0.9}, {0.5, 0.2}, {0.8, 0.7}};
    List<GaussianProcess> processes = new ArrayList<>();
    for (int i = 0; i < objectives; i++) {
      processes.add(
          new GaussianProcess(
              places,
              new double[] {0.5 - 0.4 * i, -0.2, 0.3 * i},
              new double[] {0.01, 0.01, 0.01},
              new Hyperparameters(new double[] {4, 2 + i}, 0.6, 0.01, InputWarping.none(2)),
              new int[] {0, 1}));
    }
    return processes;
  }

  /** What the formula gives is the mean over draws. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theImprovementIsTheMeanOverDraws(int objectives) {
    SplittableRandom random = new SplittableRandom(11);
    double[] reference = new double[objectives];
    Arrays.fill(reference, 0.8);
    double[][] points = points(random, objectives);
    List<GaussianProcess> processes = processes(objectives);
    double[][] columns = {{0.3, 0.4}};
    double improvement =
        Math.exp(
            new HypervolumeAcquisition(processes, NondominatedBoxes.of(points, reference))
                .values(columns)[0]);
    double before = Hypervolume.of(points, reference);
    double[][] more = Arrays.copyOf(points, points.length + 1);
    double sum = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] loss = new double[objectives];
      for (int i = 0; i < objectives; i++) {
        GaussianProcess.Posterior posterior = processes.get(i).at(columns);
        loss[i] =
            posterior.means()[0] + Math.sqrt(posterior.variances()[0]) * random.nextGaussian();
      }
      more[points.length] = loss;
      sum += Hypervolume.of(more, reference) - before;
    }
    assertEquals(sum / DRAWS, improvement, 0.03 * improvement);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theGradientIsThatOfFiniteDifferences(int objectives) {
    double[] reference = new double[objectives];
    Arrays.fill(reference, 0.8);
    double[][] points = points(new SplittableRandom(5), objectives);
    HypervolumeAcquisition acquisition =
        new HypervolumeAcquisition(processes(objectives), NondominatedBoxes.of(points, reference));
    double[] at = {0.35, 0.6};
    double[] gradient = new double[2];
    double value = acquisition.valueAndGradient(at, gradient);
    assertEquals(acquisition.values(new double[][] {at})[0], value, 1e-10);
    double[] differences = new double[2];
    for (int i = 0; i < 2; i++) {
      double[] less = at.clone();
      double[] more = at.clone();
      less[i] -= 1e-5;
      more[i] += 1e-5;
      double[] values = acquisition.values(new double[][] {less, more});
      differences[i] = (values[1] - values[0]) / 2e-5;
    }
    assertArrayEquals(differences, gradient, 1e-5);
    assertTrue(Math.abs(gradient[0]) + Math.abs(gradient[1]) > 0.1);
  }
}
