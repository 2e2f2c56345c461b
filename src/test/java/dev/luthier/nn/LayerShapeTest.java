package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** What layers say of shapes that do not fit; shapes that do are in the golden file. */
class LayerShapeTest {

  private static final Shape VECTOR = Shape.of(784);
  private static final Shape SEQUENCE = Shape.of(9, 4);
  private static final Shape IMAGE = Shape.of(8, 6, 3);

  private record Misfit(Layer layer, List<Shape> inputs, String needs, String remedy) {}

  private static List<Misfit> misfits() {
    List<Shape> vector = List.of(VECTOR);
    List<Shape> sequence = List.of(SEQUENCE);
    List<Shape> image = List.of(IMAGE);
    List<Shape> scalar = List.of(Shape.scalar());
    List<Shape> different = List.of(VECTOR, Shape.of(783));
    List<Shape> ranks = List.of(VECTOR, IMAGE);
    return List.of(
        new Misfit(Dense.of(2, Activation.RELU), scalar, "at least one dimension", "reshape"),
        new Misfit(Conv1d.of(2, 3), vector, "[length, channels], was given [784]", "[784, 1]"),
        new Misfit(Conv1d.of(2, 10), sequence, "at least 10 places", "padding: SAME"),
        new Misfit(Conv2d.of(2, 3), vector, "[height, width, channels]", "[28, 28, 1]"),
        new Misfit(Conv2d.of(2, 3), sequence, "was given [9, 4]", "[9, 4, 1]"),
        new Misfit(Conv2d.of(2, 7), image, "at least 7 places", "smaller window"),
        new Misfit(Conv2d.of(2, 9), image, "at least 9 rows with padding, was given 8", "SAME"),
        new Misfit(DepthwiseConv2d.of(3), vector, "[height, width, channels]", "reshape"),
        new Misfit(SeparableConv2d.of(2, 3), vector, "[height, width, channels]", "reshape"),
        new Misfit(TransposedConv2d.of(2, 3, 2), vector, "[height, width, channels]", "reshape"),
        new Misfit(
            new TransposedConv2d(
                2,
                List.of(3),
                List.of(1),
                new Padding.Explicit(List.of(9)),
                Activation.LINEAR,
                false,
                Initializer.Constant.ONES,
                Initializer.Constant.ZEROS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            image,
            "larger than twice its padding",
            "less explicit_padding"),
        new Misfit(MaxPool.of(7), image, "at least 7 places", "smaller window"),
        new Misfit(
            new MaxPool(List.of(2, 3), List.of(2), Padding.VALID),
            sequence,
            "one number for size",
            "size: 2"),
        new Misfit(AveragePool.of(2), vector, "[height, width, channels]", "reshape"),
        new Misfit(new GlobalAveragePool(), vector, "[height, width, channels]", "reshape"),
        new Misfit(new GlobalMaxPool(), vector, "[height, width, channels]", "reshape"),
        new Misfit(new AdaptiveAveragePool(List.of(2)), sequence, "was given [9, 4]", "reshape"),
        new Misfit(BatchNormalization.standard(), scalar, "at least one dimension", "reshape"),
        new Misfit(
            new LayerNormalization(0.1f, true, true), scalar, "at least one dimension", "reshape"),
        new Misfit(new Dropout(0.5f), different, "needs one input, was given 2", "concat"),
        new Misfit(new SpatialDropout(0.5f), vector, "[height, width, channels]", "reshape"),
        new Misfit(
            new ActivationLayer(Activation.RELU), scalar, "at least one dimension", "reshape"),
        new Misfit(new Flatten(), List.of(), "needs one input, was given 0", "join"),
        new Misfit(new Reshape(List.of(28, 27)), vector, "756 values", "-1"),
        new Misfit(new Reshape(List.of(-1, 27)), vector, "multiple of 27", "-1"),
        new Misfit(
            new ZeroPadding(List.of(1, 2, 3, 4)), sequence, "one or two numbers", "before and"),
        new Misfit(Embedding.of(3, 2), different, "needs one input, was given 2", "concat"),
        new Misfit(
            new Embedding(3, 2, Initializer.Constant.ONES, Optional.empty(), true),
            sequence,
            "[length] for mask_zero",
            "leave mask_zero out"),
        new Misfit(Lstm.of(3), vector, "[length, channels], was given [784]", "reshape"),
        new Misfit(Gru.of(3), image, "[length, channels], was given [8, 6, 3]", "reshape"),
        new Misfit(Attention.of(2, 3), vector, "[length, channels], was given [[784]]", "reshape"),
        new Misfit(PositionalEncoding.sinusoidal(), vector, "[length, channels]", "reshape"),
        new Misfit(TransformerEncoder.of(3, 8), sequence, "multiple of heads", "heads: 1"),
        new Misfit(new Add(), different, "one shape, was given [[784], [783]]", "dense"),
        new Misfit(new Multiply(), different, "or 1 where another has more", "dense"),
        new Misfit(new Multiply(), ranks, "equally many dimensions", "reshape"),
        new Misfit(new Concat(-1), List.of(IMAGE, Shape.of(8, 5, 3)), "axis 2 only", "axis"),
        new Misfit(new Concat(1), List.of(VECTOR, VECTOR), "more than 1 dimensions", "axis: -1"),
        new Misfit(new Rescaling(2, 0), different, "needs one input, was given 2", "concat"),
        new Misfit(SqueezeExcitation.of(4), vector, "[height, width, channels]", "reshape"),
        new Misfit(Highway.of(Activation.RELU), scalar, "at least one dimension", "reshape"),
        new Misfit(SkipGate.of(true, 0), scalar, "at least one dimension", "reshape"),
        new Misfit(HaltingUnit.standard(), scalar, "at least one dimension", "reshape"),
        new Misfit(new HaltedSum(0, 0.1f), List.of(VECTOR, VECTOR), "[1] for each", "input"),
        new Misfit(new HaltedSum(0, 0.1f), List.of(VECTOR, VECTOR, VECTOR), "[1] for", "input"),
        new Misfit(
            new HaltedSum(0, 0.1f), List.of(VECTOR, IMAGE, Shape.of(1)), "of one shape", "input"),
        new Misfit(experts(Optional.empty()), scalar, "at least one dimension", "reshape"),
        new Misfit(UnitGates.of(1), scalar, "at least one dimension", "reshape"),
        new Misfit(new RandomFlip(true, true), sequence, "was given [9, 4]", "reshape"),
        new Misfit(crop(0, 9, RandomCrop.Border.ZEROS), image, "height of at least 9", "padding"),
        new Misfit(crop(6, 8, RandomCrop.Border.REFLECT), image, "width above its", "ZEROS"),
        new Misfit(
            new RandomColor(0, 0, 0.1f), List.of(Shape.of(8, 6, 1)), "red, green and blue", "out"),
        new Misfit(new Cutout(7), image, "at least 7 rows and columns", "smaller size"));
  }

  private static RandomCrop crop(int padding, int height, RandomCrop.Border border) {
    return new RandomCrop(padding, border, Optional.of(height), Optional.empty());
  }

  @TestFactory
  Stream<DynamicTest> saysWhatIsNeededGivenAndToBeWritten() {
    return misfits().stream()
        .map(
            misfit ->
                DynamicTest.dynamicTest(
                    misfit.layer() + " of " + misfit.inputs(), () -> check(misfit)));
  }

  private static void check(Misfit misfit) {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> misfit.layer().outputShape(misfit.inputs()));
    assertTrue(error.getMessage().startsWith("needs "), error.getMessage());
    assertTrue(error.getMessage().contains(misfit.needs()), error.getMessage());
    assertTrue(error.getMessage().contains("was given"), error.getMessage());
    String remedy = error.getMessage().split("; ", 2)[1];
    assertTrue(remedy.contains(misfit.remedy()), error.getMessage());
  }

  @Test
  void everyLayerChecksHowManyInputsItHas() {
    Set<Class<?>> checked = new HashSet<>();
    for (Misfit misfit : misfits()) {
      Layer layer = misfit.layer();
      boolean joins =
          layer instanceof Add
              || layer instanceof Multiply
              || layer instanceof Concat
              || layer instanceof HaltedSum;
      List<Shape> wrong = new ArrayList<>(List.of(IMAGE));
      if (!joins) {
        wrong.add(IMAGE);
      }
      var error = assertThrows(IllegalArgumentException.class, () -> layer.outputShape(wrong));
      String expected = joins ? "needs two or more inputs, was given 1" : "needs one input";
      assertTrue(error.getMessage().startsWith(expected), error.getMessage());
      checked.add(layer.getClass());
    }
    assertEquals(Set.of(Layer.class.getPermittedSubclasses()), checked);
  }

  private static SqueezeExcitation squeezeTo(int units) {
    return new SqueezeExcitation(
        1,
        Optional.of(units),
        Activation.RELU,
        Activation.SIGMOID,
        VarianceScaling.GLOROT_UNIFORM,
        Optional.empty());
  }

  private static MixtureOfExperts experts(Optional<Integer> hidden) {
    return new MixtureOfExperts(3, 2, hidden, 1, Activation.RELU, 0, Optional.empty());
  }

  @Test
  void countsMultiplyAdds() {
    List<Shape> image = List.of(IMAGE);
    assertEquals(784 * 10, Dense.of(10, Activation.RELU).multiplyAdds(List.of(VECTOR)));
    assertEquals(9 * 4 * 10, Dense.of(10, Activation.RELU).multiplyAdds(List.of(SEQUENCE)));
    assertEquals(7 * 5 * 3 * 4, Conv1d.of(5, 3).multiplyAdds(List.of(SEQUENCE)));
    assertEquals(6 * 4 * 5 * 9 * 3, Conv2d.of(5, 3).multiplyAdds(image));
    assertEquals(6 * 4 * 3 * 9, DepthwiseConv2d.of(3).multiplyAdds(image));
    assertEquals(6 * 4 * (3 * 9 + 3 * 5), SeparableConv2d.of(5, 3).multiplyAdds(image));
    assertEquals(8 * 6 * 3 * 9 * 5, TransposedConv2d.of(5, 3, 2).multiplyAdds(image));
    List<Shape> sequence = List.of(SEQUENCE);
    assertEquals(9 * (4 + 5) * 4 * 5, Lstm.of(5).multiplyAdds(sequence));
    assertEquals(9 * (4 + 5) * 3 * 5, Gru.of(5).multiplyAdds(sequence));
    int projections = 4 * 9 * 4 * 6;
    assertEquals(projections + 2 * 9 * 9 * 6, Attention.of(2, 3).multiplyAdds(sequence));
    List<Shape> queryAndValue = List.of(SEQUENCE, Shape.of(7, 5));
    assertEquals(
        2 * 9 * 4 * 6 + 2 * 7 * 5 * 6 + 2 * 9 * 7 * 6,
        Attention.of(2, 3).multiplyAdds(queryAndValue));
    assertEquals(
        4 * 9 * 4 * 4 + 2 * 9 * 9 * 4 + 2 * 9 * 4 * 8,
        TransformerEncoder.of(2, 8).multiplyAdds(sequence));
    assertEquals(2 * 3 * 2, squeezeTo(2).multiplyAdds(image));
    assertEquals(2 * 9 * 4 * 4, Highway.of(Activation.RELU).multiplyAdds(List.of(SEQUENCE)));
    assertEquals(3, SkipGate.of(true, 0).multiplyAdds(image));
    assertEquals(4, HaltingUnit.standard().multiplyAdds(List.of(SEQUENCE)));
    assertEquals(9 * 3 * (4 + 4 * 2), experts(Optional.empty()).multiplyAdds(List.of(SEQUENCE)));
    assertEquals(
        9 * 3 * (4 + 5 * (4 + 2)), experts(Optional.of(5)).multiplyAdds(List.of(SEQUENCE)));
    assertEquals(0, MaxPool.of(2).multiplyAdds(image));
  }

  @ParameterizedTest(name = "kernel {0}, stride {1}, dilation {2}, padding {3}: {4}")
  @CsvSource({
    "3, 1, 1, SAME, true",
    "3, 2, 1, SAME, false",
    "3, 1, 1, VALID, false",
    "1, 1, 1, VALID, true",
    "3, 1, 2, 2, true",
    "3, 1, 2, 1, false",
    "4, 1, 1, 1, false"
  })
  void aConvolutionKeepsPositionsWhereItKeepsTheLength(
      int kernel, int stride, int dilation, String padding, boolean keeps) {
    Padding around =
        switch (padding) {
          case "SAME" -> Padding.SAME;
          case "VALID" -> Padding.VALID;
          default -> new Padding.Explicit(List.of(Integer.parseInt(padding)));
        };
    Conv1d plain = Conv1d.of(2, kernel);
    Conv1d layer =
        new Conv1d(
            2,
            kernel,
            stride,
            around,
            dilation,
            plain.activation(),
            plain.useBias(),
            plain.kernelInitializer(),
            plain.biasInitializer(),
            plain.kernelRegularizer(),
            plain.biasRegularizer(),
            plain.activityRegularizer(),
            plain.kernelConstraint());
    assertEquals(keeps, layer.keepsPositions());
    assertEquals(keeps, layer.outputShape(List.of(SEQUENCE)).get(0) == SEQUENCE.get(0));
  }
}
