package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Natives;
import dev.luthier.graph.Figures;
import dev.luthier.run.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loss and metrics of a run's result. */
@Command(
    name = "evaluate",
    description = "Works out loss and metrics of a run's weights on data.",
    footer = {
      "",
      "Examples:",
      "  luthier evaluate runs/mlp --data mnist",
      "  luthier evaluate runs/iris --data iris --split validation --json"
    })
final class Evaluate implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run's directory.")
  private Path run;

  @Mixin private DataArgument data;

  @Option(
      names = "--split",
      paramLabel = "PART",
      description =
          "train, validation, test or all; parts are those of the training. Default: the data"
              + " set's own test part where it has one, else all.")
  private Evaluation.Part part;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Natives.choose();
    Figures figures =
        Evaluation.evaluate(
            run,
            data.description(),
            DataArgument.directory(),
            Optional.ofNullable(part),
            new DeviceChoice.Auto(),
            OptionalInt.empty());
    output.result(new Evaluated(figures.samples(), figures.loss(), figures.named()));
    return ExitCode.DONE;
  }

  /** The result. */
  private record Evaluated(long samples, double loss, Map<String, Double> metrics)
      implements Output.Result {
    @Override
    public String text() {
      TextTable table =
          new TextTable()
              .row("samples", Long.toString(samples))
              .row("loss", TextTable.figure(loss));
      metrics.forEach((name, value) -> table.row(name, TextTable.figure(value)));
      return table.toString();
    }
  }
}
