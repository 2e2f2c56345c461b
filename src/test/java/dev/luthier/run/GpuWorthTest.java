package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuWorthTest {

  private static ModelSpec shipped(String name, String... settings) {
    return ModelFile.read(Path.of("graphs", name + ".textproto"), List.of(settings)).spec();
  }

  @Test
  void aSmallStepIsForTheCpu() {
    // 784 * 128 + 128 * 10 multiply-adds, 32 samples, forward and backward.
    assertEquals(
        Optional.of("a step of 9.8 million multiply-adds is too small for a GPU"),
        GpuWorth.objection(shipped("mnist_mlp")));
    assertEquals(
        Optional.empty(), GpuWorth.objection(shipped("mnist_mlp", "training.batch_size=512")));
  }

  @Test
  void aStepThatIsCompiledMayBeSmall() {
    assertEquals(
        Optional.empty(), GpuWorth.objection(shipped("mnist_mlp", "training.jit_compile=true")));
  }

  @Test
  void aLargeStepIsForAGpu() {
    assertEquals(Optional.empty(), GpuWorth.objection(shipped("resnet20")));
  }

  @Test
  void lbfgsIsForTheCpuWhateverTheSize() {
    assertEquals(
        Optional.of("L-BFGS takes steps that are too small for a GPU"),
        GpuWorth.objection(shipped("iris_logistic", "optimizer=lbfgs")));
  }

  @Test
  void withoutTheDataAShapeMayBeUnknownAndWithThemItIsNot() {
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" } layer { name: \"logits\" dense { units: 3 } }",
            "loss { softmax_cross_entropy {} } optimizer { adam {} } training { batch_size: 8 }");
    assertEquals(Optional.empty(), GpuWorth.objection(model));
    Dataset data = Trials.clouds(24, 3);
    Binding binding = Binding.of(model, data, Trials.rows(24));
    assertEquals(
        Optional.of("a step of 0.0 million multiply-adds is too small for a GPU"),
        GpuWorth.objection(Trials.spec(model.withModel(binding.network().model()), data, 24, 0)));
  }
}
