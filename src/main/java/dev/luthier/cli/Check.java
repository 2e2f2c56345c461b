package dev.luthier.cli;

import dev.luthier.nn.Network;
import dev.luthier.nn.ShapeException;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.SpecException;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Validates a file and runs nothing. */
@Command(
    name = "check",
    description = {
      "Validates a model or a study; runs nothing.",
      "Of a model it prints the layers, shapes, parameters, multiply-adds and activation memory"
          + " and the memory that training takes; of a study what is tuned, how, and for how long."
    },
    footer = {
      "",
      "Examples:",
      "  luthier check graphs/resnet20.textproto",
      "  luthier check tuner/mnist_mlp_tpe.textproto"
    })
final class Check implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A model file or a study file.")
  private Path path;

  @Mixin private Output output;

  @Override
  public Integer call() {
    output.result(StudyFile.isStudy(path) ? study() : model());
    return ExitCode.DONE;
  }

  private Output.Result model() {
    ModelFile file = ModelFile.read(path, List.of());
    return hasShapes(file.spec())
        ? ModelSummary.of(file.spec(), network(file))
        : ModelSummary.withoutShapes(file.spec());
  }

  private Output.Result study() {
    StudySpec study = StudyFile.read(path, List.of());
    ModelSpec model = ModelSpec.of(study.modelDefinition());
    return StudySummary.of(study, hasShapes(model) ? summary(model) : null);
  }

  private ModelSummary summary(ModelSpec model) {
    try {
      return ModelSummary.of(model, Network.of(model.model(), Map.of()));
    } catch (IllegalArgumentException e) {
      throw new SpecException(
          path.toString(), "model " + model.model().name() + ": " + e.getMessage());
    }
  }

  private static boolean hasShapes(ModelSpec spec) {
    return spec.model().inputs().stream().allMatch(input -> input.shape().isPresent());
  }

  private static Network network(ModelFile file) {
    try {
      return Network.of(file.spec().model(), Map.of());
    } catch (ShapeException e) {
      throw file.error(e.path(), e.getMessage());
    } catch (IllegalArgumentException e) {
      throw file.error("", e.getMessage());
    }
  }
}
