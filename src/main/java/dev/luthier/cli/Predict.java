package dev.luthier.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.luthier.data.Replacement;
import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Natives;
import dev.luthier.run.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes predictions into a CSV file. */
@Command(
    name = "predict",
    description = {
      "Writes predictions, one row a sample: the class and each class's probability, or the"
          + " predicted values."
    },
    footer = {
      "",
      "Examples:",
      "  luthier predict runs/iris --data flowers.csv --to species.csv",
      "  luthier predict models/mlp/1 --data mnist --to digits.csv"
    })
final class Predict implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|SAVEDMODEL",
      description =
          "A run's directory, or a SavedModel that export has written. A SavedModel is a program: take"
              + " none from whom you would take no program.")
  private Path model;

  @Mixin private DataArgument data;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE.csv",
      description = "The file to write; one that is there is replaced.")
  private Path target;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Natives.choose();
    Prediction prediction =
        Prediction.of(
            model,
            data.description(),
            DataArgument.directory(),
            new DeviceChoice.Auto(),
            Runtime.getRuntime().availableProcessors());
    write(prediction);
    output.result(new Predicted(prediction.values().length, target.toString()));
    return ExitCode.DONE;
  }

  private void write(Prediction prediction) throws IOException {
    Path absolute = target.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    // Of a link, what it leads to is written.
    Path file = Files.exists(absolute) ? absolute.toRealPath() : absolute;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device, such as /dev/stdout, is no file that another one could replace.
      writeRows(prediction, file);
    } else {
      Replacement.ofFile(file, true, unfinished -> writeRows(prediction, unfinished));
    }
  }

  private static void writeRows(Prediction prediction, Path file) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().build(file)) {
      boolean classes = !prediction.classNames().isEmpty();
      List<String> header = new ArrayList<>(prediction.columns());
      if (classes) {
        header.add(0, "class");
      }
      csv.writeRecord(header);
      for (int sample = 0; sample < prediction.values().length; sample++) {
        List<String> row = new ArrayList<>();
        if (classes) {
          row.add(prediction.likeliest(sample));
        }
        for (float value : prediction.values()[sample]) {
          row.add(Float.toString(value));
        }
        csv.writeRecord(row);
      }
    }
  }

  /** The result. */
  private record Predicted(int samples, String file) implements Output.Result {
    @Override
    public String text() {
      return samples + " predictions in " + file;
    }
  }
}
