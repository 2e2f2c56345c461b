package dev.luthier.cli;

import dev.luthier.report.LiveReport;
import dev.luthier.report.WatchedStudy;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.store.TrialStore;
import java.io.IOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The page of a study that runs. */
@Command(
    name = "watch",
    description = {
      "Serves the page of the study to browsers of this machine, and keeps it up to date while the"
          + " study runs. Ctrl-C ends it."
    },
    customSynopsis = "luthier study DIR watch [--port N] [--store URL]",
    footer = {"", "Example:", "  luthier study studies/iris watch --port 8080"})
final class WatchStudy implements Callable<Integer> {

  private static final int LARGEST_PORT = 65_535;
  private static final long PAUSE_MILLIS = 100;

  @ParentCommand private StudyResults study;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port; 0 for any that is free. Default: 0.")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LARGEST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port must be from 0 to " + LARGEST_PORT + ", was " + port);
    }
    StudySpec definition = study.definition();
    try (TrialStore trials = study.open(definition)) {
      WatchedStudy watched =
          new WatchedStudy(
              definition, study.directory(), trials, InstantSource.system(), System::nanoTime);
      try (Interruption interruption = new Interruption(() -> {});
          LiveReport live = new LiveReport(watched, port)) {
        spec.commandLine().getOut().println(live.address());
        spec.commandLine().getOut().flush();
        while (!interruption.getAsBoolean()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (BindException e) {
      throw new IllegalArgumentException(
          "port " + port + " is in use; name another one, or 0 for any that is free", e);
    }
    // Nothing is broken off: this is how watching ends.
    return ExitCode.DONE;
  }
}
