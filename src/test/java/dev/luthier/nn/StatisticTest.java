package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

class StatisticTest {

  static List<Statistic> statistics() {
    return List.of(
        new Statistic.Correct(),
        new Statistic.TopKCorrect(2),
        new Statistic.Confusion(),
        new Statistic.SquaredError(),
        new Statistic.AbsoluteError(),
        new Statistic.TargetMoments(),
        new Statistic.Scores());
  }

  @Test
  void everyStatisticIsChecked() {
    Set<Class<?>> classes = new HashSet<>();
    statistics().forEach(statistic -> classes.add(statistic.getClass()));
    assertEquals(Set.of(Statistic.class.getPermittedSubclasses()), classes);
  }

  /** As the argument of a function, a handle has no shape and a batch no size. */
  @ParameterizedTest
  @MethodSource("statistics")
  void addsToAHandleOfAFunction(Statistic statistic) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TType> total =
          graph
              .opBuilder("Placeholder", "total", tf.scope())
              .setAttr("dtype", DataType.DT_RESOURCE)
              .build()
              .output(0);
      Statistic.Batch batch =
          new Statistic.Batch(
              tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3))),
              tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3))),
              tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(-1))),
              tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3))),
              tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar())));
      assertNotNull(statistic.add(tf, total, batch));
    }
  }

  /** Worked out by hand. */
  @ParameterizedTest
  @MethodSource("statistics")
  void totalsAreThoseOfAllBatchesTogether(Statistic statistic) {
    float[][] predictions = {{0.5f, 0.25f, 0.25f}, {0.25f, 0.5f, 0.25f}, {0.25f, 0.25f, 0.5f}};
    int[] classes = {0, 2, 1};
    float[][] targets = {{1, 0, 4}, {0, 0, 4}, {0, 1, 4}};
    double[] expected =
        Map.of(
                "Correct", new double[] {1},
                "TopKCorrect", new double[] {3},
                "Confusion", new double[] {1, 0, 0, 0, 0, 1, 0, 1, 0},
                "SquaredError",
                    new double[] {0.25 + 0.0625 * 2, 0.0625 + 0.25 + 0.5625, 2 * 14.0625 + 12.25},
                "AbsoluteError", new double[] {1, 1.5, 11},
                "TargetMoments", new double[] {1, 0, 4, -2, 1, 0, 2, 1, 0},
                "Scores", new double[] {0.5, 0.25, 0.25, 0, 0.25, 0.5, 0.25, 2, 0.25, 0.25, 0.5, 1})
            .get(statistic.getClass().getSimpleName());
    for (int[] batches : List.of(new int[] {3}, new int[] {2, 1}, new int[] {1, 1, 1})) {
      double[] total =
          Accumulation.totals(Set.of(statistic), predictions, classes, targets, batches)
              .get(statistic);
      assertEquals(total.length, statistic.shape(3, 3).size());
      assertArrayEquals(expected, total, 1e-12);
    }
  }

  @Test
  void tiesCountForTheFirstClassOnlyButInATopKForAll() {
    float[][] predictions = {{0.25f, 0.25f, 0.5f}, {0.5f, 0.5f, 0}, {0.5f, 0.5f, 0}};
    int[] classes = {1, 0, 1};
    Statistic correct = new Statistic.Correct();
    Statistic top1 = new Statistic.TopKCorrect(1);
    Statistic top2 = new Statistic.TopKCorrect(2);
    Map<Statistic, double[]> totals =
        Accumulation.totals(
            Set.of(correct, top1, top2), predictions, classes, null, new int[] {2, 1});
    assertArrayEquals(new double[] {1}, totals.get(correct));
    assertArrayEquals(new double[] {2}, totals.get(top1));
    assertArrayEquals(new double[] {3}, totals.get(top2));
  }
}
