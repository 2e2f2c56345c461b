package dev.luthier.cli;

import dev.luthier.data.Replacement;
import dev.luthier.device.Natives;
import dev.luthier.keras.KerasModel;
import dev.luthier.run.ImportedRun;
import dev.luthier.spec.ModelFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a run of a model that Keras has saved. */
@Command(
    name = "import",
    description = {
      "Makes a run of a model that Keras 3 has saved with model.save(\"model.keras\"): model file,"
          + " weights and SavedModel. Of a .json file, which model.to_json() gives, it makes a model"
          + " file alone. No code that the file may hold is run."
    },
    footer = {
      "",
      "Examples:",
      "  luthier import mlp.keras --to runs/mlp",
      "  luthier import mlp.keras --data mnist --to runs/mlp",
      "  luthier train runs/mlp/model.textproto --data mnist --weights runs/mlp --run runs/tuned",
      "  luthier import mlp.json --to mlp.textproto"
    })
final class Import implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description = "A .keras archive, or a .json file of an architecture.")
  private Path file;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATH",
      description =
          "A new or an empty directory for the run; for a .json file the model file to write.")
  private Path target;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "Data that the model is for: their scaling and classes' names become a part of it, as in a"
              + " training. Without it the SavedModel takes numbers as the network's input is.")
  private String data;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    boolean architecture = file.getFileName().toString().endsWith(".json");
    if (!architecture) {
      Natives.choose();
    }
    KerasModel model = architecture ? KerasModel.readArchitecture(file) : KerasModel.read(file);
    model.notices().forEach(output::say);
    if (architecture) {
      writeModel(model);
    } else {
      writeRun(model);
    }
    output.result(
        new Imported(
            target.toString(),
            model.spec().model().elements().size(),
            model.weights().values().stream().mapToLong(values -> values.length).sum()));
    return ExitCode.DONE;
  }

  private void writeModel(KerasModel model) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    String text = ModelFile.text(model.spec());
    Replacement.ofFile(target, true, unfinished -> Files.writeString(unfinished, text));
  }

  private void writeRun(KerasModel model) throws IOException {
    ImportedRun run = new ImportedRun(model.spec(), model.weights());
    if (data != null) {
      run = run.with(DataArgument.description(data), DataArgument.directory());
    }
    run.write(target, file.toString());
  }

  /** The result. */
  private record Imported(String to, int layers, long weights) implements Output.Result {
    @Override
    public String text() {
      return layers
          + " layers"
          + (weights > 0 ? " with " + weights + " weights" : "")
          + " are now in "
          + to;
    }
  }
}
