package dev.luthier.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.report.ResultTable;
import dev.luthier.report.StudyFindings;
import dev.luthier.search.Assignment;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.study.trial.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The best trial of a study, or those of the Pareto front. */
@Command(
    name = "best",
    description =
        "Shows the best complete trial, and how to export it; with several objectives, each trial of"
            + " the Pareto front.",
    customSynopsis = "luthier study DIR best [--format FORMAT] [--store URL]",
    footer = {"", "Example:", "  luthier study studies/iris best --format json"})
final class ShowBest implements Callable<Integer> {

  @ParentCommand private StudyResults study;

  @Override
  public Integer call() {
    StudyFindings findings = study.read();
    List<Trial> front = findings.front();
    if (front.isEmpty()) {
      throw new IllegalStateException("no trial of " + study.directory().root() + " is complete");
    }
    ResultTable table = table(findings, front);
    if (findings.hasSeveralObjectives()) {
      ArrayNode json = JsonNodeFactory.instance.arrayNode();
      front.forEach(trial -> json.add(json(findings, trial)));
      study.print(table, json, () -> StudyResults.text(table));
    } else {
      Trial best = front.get(0);
      List<Double> executions = findings.executions(best);
      ObjectNode json = json(findings, best);
      if (executions.size() > 1) {
        ArrayNode values = json.putArray("executions");
        executions.forEach(values::add);
      }
      List<Trial> schedule = best.segment().isPresent() ? findings.lineage(best) : List.of();
      if (!schedule.isEmpty()) {
        ArrayNode parts = json.putArray("schedule");
        schedule.forEach(trial -> parts.add(part(trial)));
      }
      study.print(table, json, () -> text(table, best, executions, schedule));
    }
    return ExitCode.DONE;
  }

  private ResultTable table(StudyFindings findings, List<Trial> trials) {
    List<String> columns = new ArrayList<>(List.of("trial"));
    columns.addAll(findings.valueColumns());
    columns.addAll(findings.parameterColumns());
    columns.add("directory");
    List<List<ValueNode>> rows = new ArrayList<>();
    for (Trial trial : trials) {
      List<ValueNode> row = new ArrayList<>(List.of(IntNode.valueOf(trial.number())));
      row.addAll(findings.values(trial));
      row.addAll(findings.parameters(trial.assignment()));
      row.add(TextNode.valueOf(directory(trial)));
      rows.add(row);
    }
    return new ResultTable(columns, rows);
  }

  private ObjectNode json(StudyFindings findings, Trial trial) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("trial", trial.number());
    if (findings.hasSeveralObjectives()) {
      json.set("values", findings.valuesJson(trial));
    } else {
      json.put("value", trial.value().orElseThrow());
    }
    json.set("parameters", ValueJson.of(trial.assignment()));
    return json.put("directory", directory(trial)).put("export", export(trial));
  }

  /** What a part of a training was trained with. */
  private static ObjectNode part(Trial trial) {
    Segment segment = trial.segment().orElseThrow();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("trial", trial.number())
            .put("first_epoch", segment.start() + 1)
            .put("last_epoch", segment.end());
    json.set("parameters", ValueJson.of(trial.assignment()));
    return json;
  }

  private TextTable text(
      ResultTable table, Trial best, List<Double> executions, List<Trial> schedule) {
    TextTable text = new TextTable();
    List<ValueNode> row = table.rows().get(0);
    for (int i = 0; i < row.size(); i++) {
      if (!row.get(i).isNull()) {
        text.row(table.columns().get(i), StudyResults.cell(row.get(i)));
      }
    }
    if (executions.size() > 1) {
      text.row(
          "the mean of",
          executions.stream().map(TextTable::figure).collect(Collectors.joining(", ")));
    }
    for (Trial trial : schedule) {
      text.row(
          epochs(trial.segment().orElseThrow()),
          "trial " + trial.number() + ": " + settings(trial.assignment()));
    }
    return text.row("export", export(best));
  }

  private static String epochs(Segment segment) {
    int first = segment.start() + 1;
    return first == segment.end() ? "epoch " + first : "epochs " + first + " to " + segment.end();
  }

  private static String settings(Assignment assignment) {
    return assignment.values().entrySet().stream()
        .map(entry -> entry.getKey() + " " + StudyResults.cell(ValueJson.of(entry.getValue())))
        .collect(Collectors.joining(", "));
  }

  private String directory(Trial trial) {
    return study.directory().trial(trial.number()).toString();
  }

  private String export(Trial trial) {
    return "luthier export " + study.directory().root() + "#" + trial.number() + " --to DIR";
  }
}
