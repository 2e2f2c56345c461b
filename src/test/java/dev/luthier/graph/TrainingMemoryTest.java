package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.spec.ModelSpec;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {

  private static TrialSpec spec(int units, int batchSize) {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"hidden\" dense { units: " + units + " } }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "optimizer { adam {} } training { batch_size: " + batchSize + " }");
    return Trials.spec(model, Trials.clouds(50, 3), 50, 1);
  }

  @Test
  void weightsGradientsAndTheOptimizersNumbersMustFit() {
    // 5 * 100 and 101 * 3 weights, each with a gradient and two of Adam's numbers.
    long needed = (500 + 303) * 4 * 4L;
    assertDoesNotThrow(() -> TrainingMemory.require(spec(100, 8), needed));
    String message =
        assertThrows(
                InsufficientMemoryException.class,
                () -> TrainingMemory.require(spec(100, 8), needed - 1))
            .getMessage();
    assertEquals(
        "training needs more than 0.0 GiB of memory (803 weights, of them 500 in layer hidden, with"
            + " 3 numbers each for the gradient and the optimizer), there are 0.0 GiB left; make the"
            + " layer smaller",
        message);
  }

  @Test
  void aBatchOfTheWidestLayerMustFit() {
    String message =
        assertThrows(
                InsufficientMemoryException.class,
                () -> TrainingMemory.require(spec(1000, 1 << 20), (5 * 1000 + 3003) * 16L))
            .getMessage();
    assertTrue(
        message.contains("layer hidden gives 1000 values a sample, a step has 50 samples"),
        message);
  }

  @Test
  void partsNeedLessForOutputsAndMoreForGradients() {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"hidden\" dense { units: 1000 } }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "optimizer { adam {} } training { batch_size: 50 accumulation: 5 }");
    TrialSpec spec = Trials.spec(model, Trials.clouds(50, 3), 50, 1);
    long gradients = (5 * 1000 + 3003) * 5 * 4L;
    assertDoesNotThrow(() -> TrainingMemory.require(spec, gradients));
    assertThrows(
        InsufficientMemoryException.class, () -> TrainingMemory.require(spec, gradients - 1));
    assertEquals(10, spec.samplesPerPart());
  }

  @Test
  void theMachineHasSome() {
    assertTrue(TrainingMemory.ofMachine() > 1 << 20);
  }
}
