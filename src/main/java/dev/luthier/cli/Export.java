package dev.luthier.cli;

import dev.luthier.graph.Natives;
import dev.luthier.study.StudyDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern TRIAL = Pattern.compile("(.+)#(\\d{1,9})");

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
    dev.luthier.run.Export.run(run, target);
    output.result(new Exported(run.toString(), target.toString()));
    return ExitCode.DONE;
  }

  private Path run() throws IOException {
    Matcher trial = TRIAL.matcher(source);
    if (trial.matches() && new StudyDirectory(Path.of(trial.group(1))).exists()) {
      return new StudyDirectory(Path.of(trial.group(1))).runOf(Integer.parseInt(trial.group(2)));
    }
    StudyDirectory study = new StudyDirectory(Path.of(source));
    return study.exists() ? study.bestRun() : Path.of(source);
  }

  /** The result. */
  private record Exported(String run, String model) implements Output.Result {
    @Override
    public String text() {
      return "SavedModel in " + model;
    }
  }
}
