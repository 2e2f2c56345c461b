package dev.luthier.cli;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.report.ResultTable;
import dev.luthier.study.directory.StoreRebuild;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Rebuilds a damaged store. */
@Command(
    name = "repair",
    description = {
      "Rebuilds a study.db that is damaged or lost from the files trial.json of the trials'"
          + " directories, and keeps the damaged one beside it. No tune may be running on it."
    },
    customSynopsis = "luthier study DIR repair [--format FORMAT]",
    footer = {"", "Example:", "  luthier study studies/iris repair"})
final class RepairStore implements Callable<Integer> {

  private static final List<String> COLUMNS = List.of("state", "trials", "lost", "damaged");

  @ParentCommand private StudyResults study;

  @Override
  public Integer call() throws IOException {
    Optional<StoreRebuild.Rebuilt> rebuilt =
        StoreRebuild.rebuild(study.directory(), study.definition());
    List<ValueNode> row =
        rebuilt
            .map(RepairStore::row)
            .orElse(
                List.of(
                    TextNode.valueOf("sound"),
                    NullNode.getInstance(),
                    NullNode.getInstance(),
                    NullNode.getInstance()));
    var json = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < COLUMNS.size(); i++) {
      json.set(COLUMNS.get(i), row.get(i));
    }
    study.print(new ResultTable(COLUMNS, List.of(row)), json, () -> text(rebuilt));
    return ExitCode.DONE;
  }

  private static List<ValueNode> row(StoreRebuild.Rebuilt rebuilt) {
    Optional<Path> former = rebuilt.former();
    return List.of(
        TextNode.valueOf("rebuilt"),
        IntNode.valueOf(rebuilt.trials()),
        IntNode.valueOf(rebuilt.lost()),
        former.isPresent() ? TextNode.valueOf(former.get().toString()) : NullNode.getInstance());
  }

  private static TextTable text(Optional<StoreRebuild.Rebuilt> rebuilt) {
    TextTable text = new TextTable();
    if (rebuilt.isEmpty()) {
      return text.row("study.db", "is sound, nothing was changed");
    }
    text.row("trials", Integer.toString(rebuilt.get().trials()));
    text.row("lost", rebuilt.get().lost() + ", which count as failed");
    rebuilt.get().former().ifPresent(former -> text.row("damaged", former.toString()));
    return text.row("go on", "with the same tune");
  }
}
