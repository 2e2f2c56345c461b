package dev.luthier.cli;

import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.worker.BoundedLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a program in any language run the trials of a study. */
@Command(
    name = "suggest",
    description = {
      "Proposes what to try next to a program that runs the trials itself: JSON lines on standard"
          + " input and output, until the input ends. Nothing is kept.",
      "",
      "  {\"ask\":1}",
      "      {\"trial\":0,\"parameters\":{\"units\":64}}",
      "      also \"repeats\":7 for trial 7 to be run again with another seed",
      "      {\"done\":true} where nothing is left",
      "  {\"tell\":{\"trial\":0,\"step\":3,\"value\":0.7}}",
      "      {\"prune\":false}",
      "  {\"tell\":{\"trial\":0,\"value\":0.9}}",
      "  {\"tell\":{\"trial\":0,\"values\":[0.9,1200]}} for a study of two objectives",
      "  {\"tell\":{\"trial\":0,\"state\":\"FAILED\"}}, also PRUNED or INFEASIBLE",
      "",
      "What is wrong with a line is answered by {\"error\":\"...\"}."
    },
    footer = {"", "Example:", "  luthier suggest tuner/mnist_mlp_tpe.textproto"})
final class Suggest implements Callable<Integer> {

  @Parameters(paramLabel = "STUDY", description = "A study file.")
  private Path study;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Another value for a field of the study, such as budget.trials=20 or seed=3. May be"
              + " repeated.")
  private List<String> settings = List.of();

  @Spec private CommandSpec verb;

  @Override
  public Integer call() throws IOException {
    StudySpec spec = StudyFile.read(study, settings);
    AskTellLines lines = new AskTellLines(new AskTell(SearchPlan.of(spec)));
    // The reader takes each line as soon as it is there; it stays open as the process's own.
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintWriter out = verb.commandLine().getOut();
    BoundedLines questions = new BoundedLines(in, AskTellLines.LONGEST_LINE);
    for (Optional<BoundedLines.Line> next = questions.next();
        next.isPresent();
        next = questions.next()) {
      BoundedLines.Line line = next.get();
      (line.isCut() ? lines.answerTooLong() : lines.answer(line.text()))
          .forEach(answer -> out.print(answer + "\n"));
      out.flush();
    }
    return ExitCode.DONE;
  }
}
