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
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.luthier.spec.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class NetworkTest {

  private static final Shortcut SHORTCUT =
      new Shortcut(false, Activation.LINEAR, VarianceScaling.HE_NORMAL, Optional.empty());

  @Test
  void aLayerReadsTheOneBeforeIt() {
    Network network = network(Shape.of(6), dense("a", 4), dense("b", 2));
    assertEquals(List.of("a", "b"), names(network));
    assertEquals(List.of("x"), inputsOf(network, "a"));
    assertEquals(List.of("a"), inputsOf(network, "b"));
    assertEquals(Shape.of(2), network.output().outputShape());
    assertEquals(Map.of("x", Shape.of(6)), network.inputShapes());
  }

  @Test
  void aBlockNamesItsLayersAfterItself() {
    Network network =
        network(
            Shape.of(6),
            block("once", Optional.empty(), Optional.empty(), dense("a", 4)),
            block("one", Optional.of(1), Optional.empty(), dense("a", 4)),
            block("none", Optional.of(0), Optional.empty(), dense("a", 9)),
            block("two", Optional.of(2), Optional.empty(), dense("a", 4), dense("b", 5)),
            dense("last", 1));
    assertEquals(
        List.of("once/a", "one/0/a", "two/0/a", "two/0/b", "two/1/a", "two/1/b", "last"),
        names(network));
    assertEquals(List.of("one/0/a"), inputsOf(network, "two/0/a"));
    assertEquals(List.of("two/0/b"), inputsOf(network, "two/1/a"));
    assertEquals(Shape.of(5), node(network, "two/1/a").inputShapes().get(0));
  }

  @Test
  void aBlockThatIsLeftOutPassesItsInputOn() {
    Network network =
        network(
            Shape.of(6),
            dense("a", 4),
            block("none", Optional.of(0), Optional.of(SHORTCUT), dense("b", 9)),
            layer("sum", new Add(), "a", "none"));
    assertEquals(List.of("a", "a"), inputsOf(network, "sum"));
  }

  @Test
  void blocksStandInBlocks() {
    Network network =
        network(
            Shape.of(6),
            block(
                "outer",
                Optional.of(2),
                Optional.empty(),
                block("inner", Optional.empty(), Optional.empty(), dense("a", 3)),
                dense("b", 3)));
    assertEquals(
        List.of("outer/0/inner/a", "outer/0/b", "outer/1/inner/a", "outer/1/b"), names(network));
    assertEquals(List.of("outer/0/b"), inputsOf(network, "outer/1/inner/a"));
  }

  @Test
  void branchesMeetByName() {
    Network network =
        network(
            Shape.of(6),
            dense("trunk", 5),
            dense("left", 3, "trunk"),
            dense("right", 4, "trunk"),
            layer("both", new Concat(-1), "left", "right", "x"),
            dense("back", 5),
            layer("sum", new Add(), "back", "trunk"));
    assertEquals(List.of("trunk"), inputsOf(network, "right"));
    assertEquals(Shape.of(13), node(network, "both").outputShape());
    assertEquals(List.of("back", "trunk"), inputsOf(network, "sum"));
  }

  @Test
  void aBlockReadsNamesAroundItAndHidesItsOwn() {
    Network network =
        network(
            Shape.of(4),
            dense("a", 4),
            block(
                    "b",
                    Optional.empty(),
                    Optional.empty(),
                    dense("a", 4, "x"),
                    layer("sum", new Add(), "a", "x"))
                .withInput("x"),
            layer("end", new Add(), "a", "b"));
    assertEquals(List.of("a", "b/a", "b/sum", "end"), names(network));
    // Within the block its own layer goes before the one around it, but not after it.
    assertEquals(List.of("b/a", "x"), inputsOf(network, "b/sum"));
    assertEquals(List.of("a", "b/sum"), inputsOf(network, "end"));
  }

  @Test
  void withinABlockItsNameIsWhatThisRepetitionReads() {
    Network network =
        network(
            Shape.of(4),
            block(
                "gate",
                Optional.of(2),
                Optional.empty(),
                dense("weight", 4),
                layer("product", new Multiply(), "weight", "gate")));
    assertEquals(List.of("gate/0/weight", "x"), inputsOf(network, "gate/0/product"));
    assertEquals(List.of("gate/1/weight", "gate/0/product"), inputsOf(network, "gate/1/product"));
  }

  @Test
  void withSeveralInputsLayersSayWhichTheyRead() {
    List<Input> inputs =
        List.of(
            new Input("left", Optional.of(Shape.of(3))),
            new Input("right", Optional.of(Shape.of(2))));
    Network network =
        network(
            inputs,
            dense("a", 4, "left"),
            dense("b", 4, "right"),
            layer("both", new Multiply(), "a", "b"));
    assertEquals(List.of("right"), inputsOf(network, "b"));
    var thrown = assertThrows(ShapeException.class, () -> network(inputs, dense("a", 4)));
    assertEquals(
        "layer a: input must be named, the model has several: write one of [left, right]",
        thrown.getMessage());
  }

  @Test
  void theDataGiveAShapeThatIsLeftOut() {
    Model model =
        new Model(
            "m",
            List.of(new Input("x", Optional.empty())),
            List.of(dense("a", 1)),
            new MeanSquaredError(),
            List.of());
    assertEquals(
        Shape.of(7, 1),
        Network.of(model, Map.of("x", Shape.of(7))).nodes().get(0).variables().get(0).shape());
    var thrown = assertThrows(IllegalArgumentException.class, () -> Network.of(model, Map.of()));
    assertEquals(
        "shape of input x must be known, was left out; write it, or give the data",
        thrown.getMessage());
  }

  @Test
  void namesAreUnique() {
    assertShapeError(
        "a",
        "name must be unique, another layer has it",
        Shape.of(4),
        dense("a", 4),
        dense("a", 4));
    assertShapeError(
        "x", "name must be unique, an input has it", Shape.of(4), dense("x", 4), dense("a", 4));
    assertShapeError(
        "b/a",
        "name must be unique, another layer has it",
        Shape.of(4),
        block("b", Optional.empty(), Optional.empty(), dense("a", 4), dense("a", 4)));
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                network(
                    List.of(
                        new Input("x", Optional.of(Shape.of(3))),
                        new Input("x", Optional.of(Shape.of(2)))),
                    dense("a", 4, "x")));
    assertEquals("input must have unique names, x stands there twice", thrown.getMessage());
  }

  @Test
  void errorsNameTheLayerByItsPath() {
    assertShapeError(
        "outer/inner/a",
        "needs a sample of shape [height, width, channels], was given [784]; put a layer of reshape"
            + " { shape: [28, 28, 1] } before it",
        Shape.of(784),
        block(
            "outer",
            Optional.of(2),
            Optional.empty(),
            block("inner", Optional.of(1), Optional.empty(), layer("a", Conv2d.of(2, 3)))));
    assertShapeError(
        "b",
        "input must be a layer or model input before it, found \"c\"; write one of [x, a]",
        Shape.of(4),
        dense("a", 4),
        dense("b", 4, "c"),
        dense("c", 4));
  }

  @Test
  void aLayerThatNothingReadsIsAnError() {
    assertShapeError(
        "lost",
        "output must be read by a later layer, was not; remove the layer, or name it as an input",
        Shape.of(4),
        dense("a", 4),
        dense("lost", 4),
        dense("b", 4, "a"));
  }

  @Test
  void countsParametersAndMultiplyAdds() {
    Network network =
        network(
            Shape.of(8, 6, 3),
            layer("conv", Conv2d.of(5, 3)),
            layer("norm", BatchNormalization.standard()),
            layer("flat", new Flatten()),
            dense("out", 2));
    // 3 * 3 * 3 * 5 + 5, 2 * 5, 6 * 4 * 5 * 2 + 2; the moving mean and variance are no weights.
    assertEquals(140 + 10 + 242, network.parameters(Variable.Role.WEIGHT));
    assertEquals(10, network.parameters(Variable.Role.STATE));
    // 27 for each of 6 * 4 * 5 places, 120 for each of two units.
    assertEquals(27 * 120 + 240, network.multiplyAdds());
    assertEquals(120 + 120 + 120 + 2, network.activations());
  }

  /**
   * Keras 3.15.1 counts these for the same networks written with its layers: the trainable and the
   * other weights of {@code Model.count_params()}.
   */
  @ParameterizedTest
  @CsvSource({"resnet20,272474,1568", "seed_resnet,1565706,1920"})
  void shippedNetworksHaveAsManyParametersAsInKeras(String name, long weights, long states) {
    Model model = ModelFile.read(Path.of("graphs", name + ".textproto"), List.of()).spec().model();
    Network network = Network.of(model, Map.of());
    assertEquals(weights, network.parameters(Variable.Role.WEIGHT));
    assertEquals(states, network.parameters(Variable.Role.STATE));
  }
}
