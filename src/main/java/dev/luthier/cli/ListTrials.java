package dev.luthier.cli;

import dev.luthier.report.ResultTable;
import dev.luthier.report.StudyFindings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** All trials of a study. */
@Command(
    name = "trials",
    description = "Lists every trial with its state, value and parameters.",
    customSynopsis = "luthier study DIR trials [--format FORMAT] [--store URL]",
    footer = {
      "",
      "Examples:",
      "  luthier study studies/iris trials",
      "  luthier study studies/iris trials --format csv > trials.csv"
    })
final class ListTrials implements Callable<Integer> {

  @ParentCommand private StudyResults study;

  @Override
  public Integer call() throws IOException {
    StudyFindings findings = study.read();
    study
        .directory()
        .prior(findings.space())
        .ifPresent(
            prior ->
                study.say(
                    "the study began with "
                        + prior.trials().size()
                        + " finished trials of "
                        + prior.source()
                        + ", which are in its prior.json"));
    ResultTable table = findings.trialsTable();
    study.print(table, findings.trialsJson(), () -> StudyResults.text(table));
    return ExitCode.DONE;
  }
}
