package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Natives;
import dev.luthier.study.worker.TrialWorker;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb that a study starts its worker processes with; not for people. */
@Command(name = "worker", hidden = true, description = "Runs trials for a study; started by tune.")
final class Worker implements Callable<Integer> {

  @Option(names = "--device", required = true, converter = DeviceConverter.class)
  private DeviceChoice device;

  @Option(names = "--threads", required = true)
  private int threads;

  @Option(names = "--reports", description = "Where reports go, instead of standard output.")
  private Path reportFile;

  @Override
  public Integer call() throws IOException, InterruptedException {
    BufferedOutputStream reports =
        new BufferedOutputStream(
            reportFile == null
                ? new FileOutputStream(FileDescriptor.out)
                : new FileOutputStream(reportFile.toFile()));
    // Whatever prints to standard output would garble the reports.
    System.setOut(System.err);
    // Ctrl-C on a terminal, or the stop of a service, reaches the workers, too; the study says when
    // to stop.
    Signals.register("INT", () -> {});
    Signals.register("TERM", () -> {});
    Natives.loadEarly();
    new TrialWorker(
            new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
            reports,
            DataArgument.directory(),
            device,
            OptionalInt.of(threads),
            Worker::end)
        .work();
    return ExitCode.DONE;
  }

  private static void end(Optional<String> problem) {
    problem.ifPresent(text -> System.err.println("luthier: orders cannot be read: " + text));
    Runtime.getRuntime().halt(problem.isPresent() ? ExitCode.FAILED : ExitCode.DONE);
  }
}
