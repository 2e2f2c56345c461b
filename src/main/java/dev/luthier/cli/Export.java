package dev.luthier.cli;

import dev.luthier.graph.Natives;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a SavedModel. */
@Command(
    name = "export",
    description = "Writes a run's weights as a SavedModel, which takes raw data.",
    footer = {"", "Example:", "  luthier export runs/mlp --to models/mlp/1"})
final class Export implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run's directory.")
  private Path run;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "A new or an empty directory.")
  private Path target;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Natives.choose();
    dev.luthier.run.Export.run(run, target);
    output.result(new Exported(run.toString(), target.toString()));
    return ExitCode.DONE;
  }

  /** The result. */
  private record Exported(String run, String model) implements Output.Result {
    @Override
    public String text() {
      return "SavedModel in " + model;
    }
  }
}
