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
import picocli.CommandLine.ParentCommand;

/** Which parameters of a study matter. */
@Command(
    name = "importance",
    description = {
      "Shows how much each parameter matters for being among the best tenth of the trials, as"
          + " shares of 1 (PED-ANOVA, Watanabe et al. 2023)."
    },
    customSynopsis = "luthier study DIR importance [--format FORMAT] [--store URL]",
    footer = {"", "Example:", "  luthier study studies/iris importance"})
final class ShowImportance implements Callable<Integer> {

  @ParentCommand private StudyResults study;

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

  private static Map<String, Double> shares(StudyFindings findings) {
    try {
      return findings.importance();
    } catch (IllegalArgumentException e) {
      // Nothing that the user wrote is invalid: the study is not far enough.
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
