package dev.luthier.cli;

import dev.luthier.data.Replacement;
import dev.luthier.report.ReportMaker;
import dev.luthier.report.ReportPage;
import dev.luthier.report.StudyReport;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.store.TrialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The page of a study. */
@Command(
    name = "report",
    description = {
      "Writes all that the study has found into one HTML file with plots, a table of the trials and"
          + " where everything comes from. It needs no network and no other file."
    },
    customSynopsis = "luthier study DIR report [--to FILE] [--store URL]",
    footer = {
      "",
      "Examples:",
      "  luthier study studies/iris report",
      "  luthier study studies/iris report --to iris.html"
    })
final class WriteReport implements Callable<Integer> {

  @ParentCommand private StudyResults study;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The file; one that is there is replaced. Default: report.html in DIR.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    StudySpec definition = study.definition();
    StudyReport report;
    try (TrialStore trials = study.open(definition)) {
      report =
          new ReportMaker(definition, study.directory())
              .of(trials.changedSince(0), trials.seconds(), InstantSource.system().instant());
    }
    Path target = file == null ? study.directory().root().resolve("report.html") : file;
    if (Files.isDirectory(target)) {
      throw new IllegalArgumentException(
          "--to must be a file, was the directory " + target + "; write such as report.html");
    }
    String page = ReportPage.html(report, ReportPage.Kind.FILE);
    Replacement.ofFile(target, false, unfinished -> Files.writeString(unfinished, page));
    spec.commandLine().getOut().println(Printable.line(target.toString()));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
