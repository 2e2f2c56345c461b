package dev.luthier.nn;

import static dev.luthier.nn.Networks.assertShapeError;
import static dev.luthier.nn.Networks.block;
import static dev.luthier.nn.Networks.dense;
import static dev.luthier.nn.Networks.inputsOf;
import static dev.luthier.nn.Networks.layer;
import static dev.luthier.nn.Networks.names;
import static dev.luthier.nn.Networks.network;
import static dev.luthier.nn.Networks.node;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class ShortcutTest {

  private static final Shortcut SHORTCUT =
      new Shortcut(false, Activation.LINEAR, VarianceScaling.HE_NORMAL, Optional.empty());

  @Test
  void aShortcutIsTheIdentityWhereShapesAgree() {
    Network network =
        network(
            Shape.of(6),
            block("same", Optional.empty(), Optional.of(SHORTCUT), dense("a", 3), dense("b", 6)));
    assertEquals(List.of("same/a", "same/b", "same/sum"), names(network));
    assertEquals(List.of("same/b", "x"), inputsOf(network, "same/sum"));
  }

  @Test
  void aShortcutIsAddedAroundEachRepetition() {
    Network network =
        network(Shape.of(4), block("grown", Optional.of(2), Optional.of(SHORTCUT), dense("a", 6)));
    assertEquals(
        List.of("grown/0/a", "grown/0/shortcut", "grown/0/sum", "grown/1/a", "grown/1/sum"),
        names(network));
    assertEquals(List.of("grown/1/a", "grown/0/sum"), inputsOf(network, "grown/1/sum"));
  }

  @Test
  void aShortcutOfVectorsIsADenseLayerWithoutBias() {
    Network network =
        network(
            Shape.of(4),
            block(
                "wider",
                Optional.empty(),
                Optional.of(
                    new Shortcut(
                        true, Activation.RELU, VarianceScaling.HE_NORMAL, Optional.empty())),
                dense("a", 6)));
    assertEquals(
        List.of(
            "wider/a",
            "wider/shortcut",
            "wider/shortcut_normalization",
            "wider/sum",
            "wider/activation"),
        names(network));
    Node shortcut = node(network, "wider/shortcut");
    assertEquals(List.of("kernel"), shortcut.variables().stream().map(Variable::name).toList());
    assertEquals(Shape.of(4, 6), shortcut.variables().get(0).shape());
    assertEquals(
        List.of("wider/a", "wider/shortcut_normalization"), inputsOf(network, "wider/sum"));
  }

  @ParameterizedTest(name = "{0} by stride {1} is {2}")
  @CsvSource({"8,1,8", "8,2,4", "7,2,4", "9,3,3", "32,5,7", "5,5,1"})
  void aShortcutOfSequencesHasTheStrideOfItsBlock(int length, int stride, int shorter) {
    Conv1d convolution =
        new Conv1d(
            6,
            3,
            stride,
            Padding.SAME,
            1,
            Activation.LINEAR,
            true,
            VarianceScaling.GLOROT_UNIFORM,
            Initializer.Constant.ZEROS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Network network =
        network(
            Shape.of(length, 2),
            block("down", Optional.empty(), Optional.of(SHORTCUT), layer("a", convolution)),
            layer("flat", new Flatten()));
    Node shortcut = node(network, "down/shortcut");
    assertEquals(1, ((Conv1d) shortcut.layer()).kernelSize());
    assertEquals(Shape.of(shorter, 6), shortcut.outputShape());
    assertEquals(node(network, "down/a").outputShape(), shortcut.outputShape());
  }

  @Test
  void aShortcutOfImagesHasAStrideForEachSide() {
    Conv2d convolution =
        new Conv2d(
            6,
            List.of(3),
            List.of(2, 3),
            Padding.SAME,
            List.of(1),
            Activation.LINEAR,
            true,
            VarianceScaling.GLOROT_UNIFORM,
            Initializer.Constant.ZEROS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Network network =
        network(
            Shape.of(9, 9, 2),
            block("down", Optional.empty(), Optional.of(SHORTCUT), layer("a", convolution)),
            layer("flat", new Flatten()));
    Conv2d shortcut = (Conv2d) node(network, "down/shortcut").layer();
    assertEquals(List.of(2, 3), shortcut.stride());
    assertEquals(List.of(1, 1), shortcut.kernelSize());
    assertEquals(Shape.of(5, 3, 6), node(network, "down/shortcut").outputShape());
  }

  @Test
  void aShortcutThatNoStrideGivesIsAnError() {
    assertShapeError(
        "down",
        "residual needs a stride from the block's input to its output, there is none from"
            + " [9, 9, 2] to [7, 7, 2]; give the block's layers padding: SAME",
        Shape.of(9, 9, 2),
        block("down", Optional.empty(), Optional.of(SHORTCUT), layer("a", Conv2d.of(2, 3))));
    assertShapeError(
        "down",
        "residual needs an input and output of one rank, had [9, 2] and [18]; reshape or flatten"
            + " outside the block",
        Shape.of(9, 2),
        block("down", Optional.empty(), Optional.of(SHORTCUT), layer("a", new Flatten())));
  }
}
