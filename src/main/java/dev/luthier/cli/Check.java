package dev.luthier.cli;

import dev.luthier.nn.Network;
import dev.luthier.nn.ShapeException;
import dev.luthier.spec.ModelFile;
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
      "Validates a model file and prints its layers, shapes, parameters and multiply-adds and the"
          + " memory that training takes; runs nothing."
    },
    footer = {"", "Example:", "  luthier check graphs/resnet20.textproto"})
final class Check implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A model file.")
  private Path path;

  @Mixin private Output output;

  @Override
  public Integer call() {
    ModelFile file = ModelFile.read(path, List.of());
    boolean shapesKnown =
        file.spec().model().inputs().stream().allMatch(input -> input.shape().isPresent());
    output.result(
        shapesKnown
            ? ModelSummary.of(file.spec(), network(file))
            : ModelSummary.withoutShapes(file.spec().model()));
    return ExitCode.DONE;
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
