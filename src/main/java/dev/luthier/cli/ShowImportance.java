package dev.luthier.cli;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.report.ResultTable;
import dev.luthier.report.StudyFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Which parameters of a study matter. */
@Command(
    name = "importance",
    description = {
      "Shows how much each parameter matters for being among the best tenth of the trials, as"
          + " shares of 1 (PED-ANOVA, Watanabe et al. 2023)."
    },
    customSynopsis = {
      "luthier study DIR importance [--objective METRIC] [--format FORMAT]",
      "                                    [--store URL]"
    },
    footer = {"", "Example:", "  luthier study studies/iris importance"})
final class ShowImportance implements Callable<Integer> {

  @ParentCommand private StudyResults study;

  @Option(
      names = "--objective",
      paramLabel = "METRIC",
      description = "The objective that is looked at, such as parameters. Default: the first.")
  private String objective;

  @Override
  public Integer call() {
    Map<String, Double> shares = shares(study.read());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<List<ValueNode>> rows = new ArrayList<>();
    TextTable text = new TextTable().row("parameter", "importance");
    shares.forEach(
        (name, share) -> {
          json.put(name, share);
          rows.add(List.of(TextNode.valueOf(name), DoubleNode.valueOf(share)));
          text.row(name, TextTable.figure(share));
        });
    study.print(new ResultTable(List.of("parameter", "importance"), rows), json, () -> text);
    return ExitCode.DONE;
  }

  private Map<String, Double> shares(StudyFindings findings) {
    int index = objective == null ? 0 : findings.metrics().indexOf(objective);
    if (index < 0) {
      throw new IllegalArgumentException(
          "--objective must be one of "
              + String.join(", ", findings.metrics())
              + ", was "
              + objective);
    }
    try {
      return findings.importance(index);
    } catch (IllegalArgumentException e) {
      // Nothing that the user wrote is invalid: the study is not far enough.
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
