package dev.luthier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.report.ResultTable;
import dev.luthier.report.StudyFindings;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.StoreException;
import dev.luthier.study.StoreLocation;
import dev.luthier.study.TrialStore;
import dev.luthier.study.TrialStores;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code study}, which has verbs of its own. It changes nothing. */
@Command(
    name = "study",
    description = "Shows what a study found so far, also while it runs.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    subcommands = {ListTrials.class, ShowBest.class, ShowImportance.class},
    footer = {"", "Example:", "  luthier study studies/iris trials --format csv"})
final class StudyResults implements Runnable {

  /** How results are printed. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  static final String DEFINITION = "study.textproto";
  static final String TRIALS = "trials";

  @Parameters(paramLabel = "DIR", description = "A study's directory.")
  private Path directory;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      scope = CommandLine.ScopeType.INHERIT,
      description = "table, csv or json. Default: table.")
  private Format format;

  @Option(
      names = "--store",
      paramLabel = "URL",
      scope = CommandLine.ScopeType.INHERIT,
      description =
          "Where the trials are kept, such as jdbc:postgresql://host/database. Default: study.db"
              + " in DIR.")
  private String store;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a verb is missing; write: luthier study DIR trials");
  }

  Path directory() {
    return directory;
  }

  /** Reads all trials, at one moment. */
  StudyFindings read() throws NoSuchFileException, NotDirectoryException {
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    try (TrialStore trials = open()) {
      StudySpec study = StudyFile.parse(DEFINITION, trials.definition(), List.of());
      return new StudyFindings(study.space(), study.objective().goal(), trials.changedSince(0));
    }
  }

  private TrialStore open() {
    if (store != null) {
      StudySpec study = StudyFile.read(directory.resolve(DEFINITION), List.of());
      return TrialStores.open(StoreLocation.of(store), study.name());
    }
    StoreLocation location = StoreLocation.in(directory);
    try {
      return TrialStores.open(
          location, TrialStores.names(location).stream().findFirst().orElse(""));
    } catch (StoreException e) {
      // The directory is what the user wrote.
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Prints a result in the chosen form. */
  void print(ResultTable table, JsonNode json, Supplier<TextTable> text) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TABLE -> out.println(text.get());
      case CSV -> out.print(table.csv());
      case JSON -> out.println(json);
    }
    out.flush();
  }

  /** A cell for people: figures are cut to some digits. */
  static String cell(ValueNode value) {
    if (value.isNull()) {
      return "-";
    }
    return value.isFloatingPointNumber() ? TextTable.figure(value.doubleValue()) : value.asText();
  }
}
