package dev.luthier.nn;

import static dev.luthier.nn.Networks.block;
import static dev.luthier.nn.Networks.dense;
import static dev.luthier.nn.Networks.inputsOf;
import static dev.luthier.nn.Networks.layer;
import static dev.luthier.nn.Networks.names;
import static dev.luthier.nn.Networks.network;
import static dev.luthier.nn.Networks.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class BlockJoinsTest {

  private static final Optional<Shortcut> SHORTCUT =
      Optional.of(
          new Shortcut(false, Activation.RELU, VarianceScaling.HE_NORMAL, Optional.empty()));
  private static final SkipGate GATE = SkipGate.of(true, 0.1f);
  private static final AdaptiveDepth DEPTH =
      new AdaptiveDepth(HaltingUnit.standard(), new HaltedSum(0.1f, 0.01f));

  @Test
  void aGateReadsTheBlocksInputAndMultipliesWhatTheShortcutIsAddedTo() {
    Network network =
        network(
            Shape.of(4), block("b", Optional.of(2), SHORTCUT, dense("a", 6)).withGatedSkip(GATE));
    assertEquals(
        List.of(
            "b/0/a",
            "b/0/shortcut",
            "b/0/skip_gate",
            "b/0/gated",
            "b/0/sum",
            "b/0/activation",
            "b/1/a",
            "b/1/skip_gate",
            "b/1/gated",
            "b/1/sum",
            "b/1/activation"),
        names(network));
    assertEquals(List.of("x"), inputsOf(network, "b/0/skip_gate"));
    assertEquals(List.of("b/0/a", "b/0/skip_gate"), inputsOf(network, "b/0/gated"));
    assertEquals(List.of("b/0/gated", "b/0/shortcut"), inputsOf(network, "b/0/sum"));
    assertEquals(List.of("b/0/activation"), inputsOf(network, "b/1/skip_gate"));
    assertEquals(List.of("b/0/skip_gate/use", "b/1/skip_gate/use"), network.figures());
  }

  @Test
  void aGateOfImagesIsOneNumberASample() {
    Conv2d convolution = Conv2d.of(3, 1);
    Network network =
        network(
            Shape.of(8, 6, 3),
            block("b", Optional.empty(), SHORTCUT, layer("a", convolution)).withGatedSkip(GATE),
            layer("flat", new Flatten()));
    assertEquals(Shape.of(1, 1, 1), node(network, "b/skip_gate").outputShape());
    assertEquals(Shape.of(8, 6, 3), node(network, "b/gated").outputShape());
  }

  @Test
  void repetitionsHaltBeforeTheLastAndAreSummed() {
    Network network =
        network(
            Shape.of(4),
            block("b", Optional.of(3), SHORTCUT, dense("a", 4)).withAdaptiveDepth(DEPTH));
    assertEquals(List.of("b/0/activation"), inputsOf(network, "b/0/halting"));
    assertEquals(
        List.of("b/0/activation", "b/1/activation", "b/2/activation", "b/0/halting", "b/1/halting"),
        inputsOf(network, "b/halted_sum"));
    assertEquals("b/halted_sum", network.output().name());
    assertEquals(List.of("b/halted_sum/depth"), network.figures());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void fewerThanTwoRepetitionsHaveNothingToHalt(int repeat) {
    Network network =
        network(
            Shape.of(4),
            dense("first", 4),
            block("b", Optional.of(repeat), Optional.empty(), dense("a", 4))
                .withAdaptiveDepth(DEPTH),
            dense("last", 1));
    assertEquals(repeat == 0 ? List.of("first") : List.of("b/0/a"), inputsOf(network, "last"));
    assertEquals(List.of(), network.figures());
  }

  @Test
  void gatesAndHaltingGoTogether() {
    Network network =
        network(
            Shape.of(4),
            block("b", Optional.of(2), SHORTCUT, dense("a", 4))
                .withGatedSkip(GATE)
                .withAdaptiveDepth(DEPTH));
    assertEquals(
        List.of("b/0/skip_gate/use", "b/1/skip_gate/use", "b/halted_sum/depth"), network.figures());
  }

  @Test
  void repetitionsOfDifferentShapesAreAnError() {
    Block growing =
        block(
                "b",
                Optional.of(2),
                Optional.empty(),
                dense("a", 3),
                layer("both", new Concat(-1), "a", "b"))
            .withAdaptiveDepth(DEPTH);
    var thrown = assertThrows(ShapeException.class, () -> network(Shape.of(4), growing));
    assertEquals("b", thrown.path());
    assertTrue(thrown.getMessage().contains("needs outputs of one shape"), thrown.getMessage());
  }

  @Test
  void whatABlockNeedsBesideGatesAndHalting() {
    Block plain = block("b", Optional.empty(), Optional.empty(), dense("a", 3));
    var gate = assertThrows(IllegalArgumentException.class, () -> plain.withGatedSkip(GATE));
    assertEquals(
        "gated_skip must stand beside residual, which is what a skipped block leaves, was alone;"
            + " write residual {} too",
        gate.getMessage());
    var depth = assertThrows(IllegalArgumentException.class, () -> plain.withAdaptiveDepth(DEPTH));
    assertEquals(
        "adaptive_depth must be of a block with repeat, which was left out; write such as"
            + " repeat: 4",
        depth.getMessage());
  }
}
