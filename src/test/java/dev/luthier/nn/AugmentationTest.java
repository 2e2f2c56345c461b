package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Layers that change images in training, against loops over the same draws. */
class AugmentationTest {

  private static final int COUNT = 400;
  private static final int HEIGHT = 5;
  private static final int WIDTH = 6;
  private static final int CHANNELS = 3;
  private static final int SEED = 11;

  /** A batch of images. */
  private static final class Images {

    private final int height;
    private final int width;
    private final float[] values;

    Images(int height, int width, float[] values) {
      this.height = height;
      this.width = width;
      this.values = values;
    }

    static Images random() {
      Random random = new Random(8);
      float[] values = new float[COUNT * HEIGHT * WIDTH * CHANNELS];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() + 0.5f;
      }
      return new Images(HEIGHT, WIDTH, values);
    }

    static Images zeros(int height, int width) {
      return new Images(height, width, new float[COUNT * height * width * CHANNELS]);
    }

    int place(int image, int row, int column, int channel) {
      return ((image * height + row) * width + column) * CHANNELS + channel;
    }

    float get(int image, int row, int column, int channel) {
      return values[place(image, row, column, channel)];
    }
  }

  private static final Images INPUT = Images.random();

  static List<Layer> layers() {
    return List.of(
        new RandomFlip(true, true), crop(2), new RandomColor(0.2f, 0.3f, 0.4f), new Cutout(2));
  }

  private static RandomCrop crop(int padding) {
    return new RandomCrop(padding, RandomCrop.Border.ZEROS, Optional.empty(), Optional.empty());
  }

  private interface Use<T> {
    T of(Graph graph, Session session, Ops tf, Operand<TFloat32> x);
  }

  private static <T> T with(Use<T> use) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Shape shape = Shape.of(COUNT, HEIGHT, WIDTH, CHANNELS);
      try (TFloat32 values = TFloat32.tensorOf(shape, DataBuffers.of(INPUT.values))) {
        return use.of(graph, session, tf, tf.constantOf(values));
      }
    }
  }

  private static FixedScope scope(Ops tf, Layer layer, boolean training, int seed) {
    Map<String, Operand<TFloat32>> rates = new LinkedHashMap<>();
    for (Variable variable : layer.variables(List.of(Shape.of(HEIGHT, WIDTH, CHANNELS)))) {
      Initializer.Constant value = (Initializer.Constant) variable.initializer();
      rates.put(variable.name(), tf.constant(value.value()));
    }
    return new FixedScope(tf, training, seed, rates);
  }

  private static float[] trained(Layer layer, int seed) {
    return with(
        (graph, session, tf, x) ->
            floats(session, layer.apply(scope(tf, layer, true, seed), List.of(x))));
  }

  private static float[] floats(Session session, Operand<TFloat32> value) {
    try (Result result = session.runner().fetch(value).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  /** Numbers from 0 to 1 that a layer draws for a purpose. */
  private static float[] draws(String purpose) {
    return with(
        (graph, session, tf, x) ->
            floats(
                session,
                tf.random.statelessRandomUniform(
                    tf.constant(new int[] {COUNT, 1, 1, 1}), seed(tf, purpose))));
  }

  /** Whole numbers below a bound that a layer draws for a purpose. */
  private static int[] draws(String purpose, int bound) {
    return with(
        (graph, session, tf, x) -> {
          Operand<TInt32> draw =
              tf.random.statelessRandomUniformInt(
                  tf.constant(new int[] {COUNT, 1}),
                  seed(tf, purpose),
                  tf.constant(0),
                  tf.constant(bound));
          try (Result result = session.runner().fetch(draw).run()) {
            int[] values = new int[COUNT];
            ((TInt32) result.get(0)).asRawTensor().data().asInts().read(values);
            return values;
          }
        });
  }

  private static Operand<TInt32> seed(Ops tf, String purpose) {
    return new FixedScope(tf, true, SEED, Map.of()).seed(purpose);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void nothingHappensOutsideTraining(Layer layer) {
    with(
        (graph, session, tf, x) -> {
          assertSame(x, layer.apply(scope(tf, layer, false, SEED), List.of(x)));
          return null;
        });
    assertFalse(layer.isDeterministic());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aSeedAlwaysDrawsTheSame(Layer layer) {
    float[] output = trained(layer, SEED);
    assertArrayEquals(output, trained(layer, SEED));
    assertFalse(Arrays.equals(output, trained(layer, SEED + 1)));
  }

  /** All are linear in their input but for a number added, so the gradient is a difference. */
  @ParameterizedTest
  @MethodSource("layers")
  void theGradientIsThatOfWhatWasDone(Layer layer) {
    with(
        (graph, session, tf, x) -> {
          Operand<TFloat32> weights = tf.math.mul(x, x);
          Operand<TFloat32> output = layer.apply(scope(tf, layer, true, SEED), List.of(x));
          Operand<TFloat32> moved =
              layer.apply(scope(tf, layer, true, SEED), List.of(tf.math.add(x, weights)));
          Operand<TFloat32> loss = tf.math.mul(output, weights);
          Output<?> gradient =
              graph
                  .addGradients(
                      "gradients",
                      new Output<?>[] {output.asOutput()},
                      new Output<?>[] {x.asOutput()},
                      new Output<?>[] {weights.asOutput()})[0];
          // <w, A(x + w) - A(x)> = <A' w, w> where A' w is the gradient.
          double expected = sum(floats(session, tf.math.sub(tf.math.mul(moved, weights), loss)));
          double actual =
              sum(floats(session, tf.math.mul(gradient.expect(TFloat32.class), weights)));
          assertEquals(expected, actual, 1e-5 * Math.abs(expected));
          return null;
        });
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @Test
  void flipsMirrorRowsAndColumns() {
    float[] sideways = draws("horizontal");
    float[] upright = draws("vertical");
    Images expected = Images.zeros(HEIGHT, WIDTH);
    int mirrored = 0;
    for (int image = 0; image < COUNT; image++) {
      mirrored += sideways[image] < 0.5f ? 1 : 0;
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
          int fromRow = upright[image] < 0.5f ? HEIGHT - 1 - row : row;
          int fromColumn = sideways[image] < 0.5f ? WIDTH - 1 - column : column;
          for (int channel = 0; channel < CHANNELS; channel++) {
            expected.values[expected.place(image, row, column, channel)] =
                INPUT.get(image, fromRow, fromColumn, channel);
          }
        }
      }
    }
    assertArrayEquals(expected.values, trained(new RandomFlip(true, true), SEED));
    assertEquals(0.5, mirrored / (double) COUNT, 4 * Math.sqrt(0.25 / COUNT));
  }

  @Test
  void aHorizontalFlipPutsColumnsInReverseOrderOrLeavesThem() {
    Images output = new Images(HEIGHT, WIDTH, trained(new RandomFlip(true, false), SEED));
    int mirrored = 0;
    for (int image = 0; image < COUNT; image++) {
      boolean same = output.get(image, 0, 0, 0) == INPUT.get(image, 0, 0, 0);
      mirrored += same ? 0 : 1;
      for (int column = 0; column < WIDTH; column++) {
        int from = same ? column : WIDTH - 1 - column;
        assertEquals(INPUT.get(image, 3, from, 1), output.get(image, 3, column, 1));
      }
    }
    assertEquals(0.5, mirrored / (double) COUNT, 4 * Math.sqrt(0.25 / COUNT));
  }

  @ParameterizedTest
  @EnumSource(RandomCrop.Border.class)
  void cropsAreWindowsOfThePaddedImage(RandomCrop.Border border) {
    int padding = 2;
    int height = 4;
    int[] tops = draws("rows", HEIGHT + 2 * padding - height + 1);
    int[] lefts = draws("columns", 2 * padding + 1);
    Images expected = Images.zeros(height, WIDTH);
    for (int image = 0; image < COUNT; image++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < WIDTH; column++) {
          int fromRow = inside(tops[image] + row - padding, HEIGHT, border);
          int fromColumn = inside(lefts[image] + column - padding, WIDTH, border);
          for (int channel = 0; channel < CHANNELS; channel++) {
            if (fromRow >= 0 && fromColumn >= 0) {
              expected.values[expected.place(image, row, column, channel)] =
                  INPUT.get(image, fromRow, fromColumn, channel);
            }
          }
        }
      }
    }
    RandomCrop layer = new RandomCrop(padding, border, Optional.of(height), Optional.empty());
    assertArrayEquals(expected.values, trained(layer, SEED));
  }

  /** Where a row or column of the padded image comes from; -1 for zeros. */
  private static int inside(int place, int size, RandomCrop.Border border) {
    if (place >= 0 && place < size) {
      return place;
    }
    if (border == RandomCrop.Border.ZEROS) {
      return -1;
    }
    return place < 0 ? -place : 2 * size - 2 - place;
  }

  @Test
  void everyPlaceOfACropIsEquallyLikely() {
    int[] tops = draws("rows", 5);
    int[] seen = new int[5];
    for (int top : tops) {
      seen[top]++;
    }
    for (int count : seen) {
      assertEquals(0.2, count / (double) COUNT, 4 * Math.sqrt(0.16 / COUNT));
    }
    // Row and column of a sample are drawn apart.
    assertFalse(Arrays.equals(tops, draws("columns", 5)));
  }

  @Test
  void coloursChangeByTheFactorsDrawn() {
    RandomColor layer = new RandomColor(0.2f, 0.3f, 0.4f);
    float[] added = draws("brightness");
    float[] contrasts = draws("contrast");
    float[] saturations = draws("saturation");
    float[] actual = trained(layer, SEED);
    double[] grey = {0.299, 0.587, 0.114};
    for (int image = 0; image < COUNT; image++) {
      double[] means = new double[CHANNELS];
      double brighter = 0.2 * (2 * added[image] - 1);
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
          for (int channel = 0; channel < CHANNELS; channel++) {
            means[channel] +=
                (INPUT.get(image, row, column, channel) + brighter) / (HEIGHT * WIDTH);
          }
        }
      }
      double contrast = 1 + 0.3 * (2 * contrasts[image] - 1);
      double saturation = 1 + 0.4 * (2 * saturations[image] - 1);
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
          double[] pixel = new double[CHANNELS];
          double luminance = 0;
          for (int channel = 0; channel < CHANNELS; channel++) {
            double value = INPUT.get(image, row, column, channel) + brighter;
            pixel[channel] = means[channel] + (value - means[channel]) * contrast;
            luminance += grey[channel] * pixel[channel];
          }
          for (int channel = 0; channel < CHANNELS; channel++) {
            assertEquals(
                luminance + (pixel[channel] - luminance) * saturation,
                actual[INPUT.place(image, row, column, channel)],
                1e-5);
          }
        }
      }
    }
  }

  @Test
  void cutoutZeroesOneSquareOfEveryImage() {
    int size = 3;
    int[] tops = draws("rows", HEIGHT - size + 1);
    int[] lefts = draws("columns", WIDTH - size + 1);
    Images output = new Images(HEIGHT, WIDTH, trained(new Cutout(size), SEED));
    Set<List<Integer>> places = new HashSet<>();
    for (int image = 0; image < COUNT; image++) {
      int zeros = 0;
      places.add(List.of(tops[image], lefts[image]));
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
          boolean cut =
              row >= tops[image]
                  && row < tops[image] + size
                  && column >= lefts[image]
                  && column < lefts[image] + size;
          zeros += cut ? 1 : 0;
          for (int channel = 0; channel < CHANNELS; channel++) {
            float expected = cut ? 0 : INPUT.get(image, row, column, channel);
            assertEquals(expected, output.get(image, row, column, channel));
          }
        }
      }
      assertEquals(size * size, zeros);
    }
    assertEquals(3 * 4, places.size());
  }

  @Test
  void noStrengthChangesNothing() {
    List<Layer> weak =
        new ArrayList<>(
            List.of(
                new RandomFlip(false, false), crop(0), new RandomColor(0, 0, 0), new Cutout(0)));
    for (Layer layer : weak) {
      assertTrue(Arrays.equals(INPUT.values, trained(layer, SEED)), layer::toString);
    }
  }
}
