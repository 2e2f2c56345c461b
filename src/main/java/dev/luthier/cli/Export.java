package dev.luthier.cli;

import dev.luthier.device.Natives;
import dev.luthier.run.RunRecord;
import dev.luthier.study.directory.StudyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a SavedModel. */
@Command(
    name = "export",
    description = {
      "Writes a run's weights, or those of a study's trial, as a SavedModel, which takes raw data."
    },
    footer = {
      "",
      "Examples:",
      "  luthier export runs/mlp --to models/mlp/1",
      "  luthier export studies/mlp --to models/mlp/2",
      "  luthier export studies/mlp#12 --to models/mlp/3"
    })
final class Export implements Callable<Integer> {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  @Parameters(
      paramLabel = "RUN",
      description =
          "A run's directory; a study's directory for its best trial, or with #N for another.")
  private String source;

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
    Path run = run();
    List<RunRecord.Pruned> pruned = RunRecord.Pruned.of(dev.luthier.run.Export.run(run, target));
    output.result(new Exported(run.toString(), target.toString(), pruned));
    return ExitCode.DONE;
  }

  private Path run() throws IOException {
    StudyDirectory whole = new StudyDirectory(Path.of(source));
    if (whole.exists()) {
      return whole.bestRun();
    }
    int mark = source.lastIndexOf('#');
    if (mark > 0 && !Files.exists(whole.root())) {
      StudyDirectory study = new StudyDirectory(Path.of(source.substring(0, mark)));
      if (study.exists()) {
        return study.runOf(trial(source.substring(mark + 1)));
      }
    }
    return whole.root();
  }

  private static int trial(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a trial's number must follow the #, was '" + text + "'; write such as DIR#0");
    }
    return Integer.parseInt(text);
  }

  /** The result. */
  private record Exported(String run, String model, List<RunRecord.Pruned> pruned)
      implements Output.Result {
    @Override
    public String text() {
      return Stream.concat(
              Stream.of("SavedModel in " + model), pruned.stream().map(RunRecord.Pruned::text))
          .collect(Collectors.joining(System.lineSeparator()));
    }
  }
}
