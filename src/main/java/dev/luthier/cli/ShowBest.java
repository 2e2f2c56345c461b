package dev.luthier.cli;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.report.ResultTable;
import dev.luthier.report.StudyFindings;
import dev.luthier.report.ValueJson;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The best trial of a study. */
@Command(
    name = "best",
    description = "Shows the best complete trial, and how to export it.",
    customSynopsis = "luthier study DIR best [--format FORMAT] [--store URL]",
    footer = {"", "Example:", "  luthier study studies/iris best --format json"})
final class ShowBest implements Callable<Integer> {

  @ParentCommand private StudyResults study;

  @Override
  public Integer call() {
    StudyFindings findings = study.read();
    Trial best =
        findings
            .best()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no trial of " + study.directory().root() + " is complete"));
    String directory = study.directory().trial(best.number()).toString();
    ResultTable table = table(findings, best, directory);
    study.print(table, json(best, directory), () -> text(table, best));
    return ExitCode.DONE;
  }

  private static ResultTable table(StudyFindings findings, Trial best, String directory) {
    List<String> columns = new ArrayList<>(List.of("trial", "value"));
    columns.addAll(findings.parameterColumns());
    columns.add("directory");
    List<ValueNode> row =
        new ArrayList<>(
            List.of(
                IntNode.valueOf(best.number()), DoubleNode.valueOf(best.value().orElseThrow())));
    row.addAll(findings.parameters(best.assignment()));
    row.add(TextNode.valueOf(directory));
    return new ResultTable(columns, List.of(row));
  }

  private ObjectNode json(Trial best, String directory) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("trial", best.number())
            .put("value", best.value().orElseThrow());
    json.set("parameters", ValueJson.of(best.assignment()));
    return json.put("directory", directory).put("export", export(best));
  }

  private TextTable text(ResultTable table, Trial best) {
    TextTable text = new TextTable();
    List<ValueNode> row = table.rows().get(0);
    for (int i = 0; i < row.size(); i++) {
      if (!row.get(i).isNull()) {
        text.row(table.columns().get(i), StudyResults.cell(row.get(i)));
      }
    }
    return text.row("export", export(best));
  }

  private String export(Trial best) {
    return "luthier export " + study.directory().root() + "#" + best.number() + " --to DIR";
  }
}
