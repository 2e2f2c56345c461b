package dev.luthier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.report.ResultTable;
import dev.luthier.report.StudyFindings;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import java.io.PrintWriter;
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

/** The verb {@code study}, which has verbs of its own. */
@Command(
    name = "study",
    description = "Shows what a study found so far, also while it runs.",
    customSynopsis = "luthier study DIR VERB [--format FORMAT] [--store URL]",
    commandListHeading = "%nVerbs:%n",
    subcommands = {
      ListTrials.class,
      ShowBest.class,
      ShowImportance.class,
      WriteReport.class,
      WatchStudy.class,
      RepairStore.class
    },
    footer = {"", "Example:", "  luthier study studies/iris trials --format csv"})
final class StudyResults implements Runnable {

  /** How results are printed. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  /** Not required as far as picocli is concerned: {@code study trials --help} has none. */
  @Parameters(paramLabel = "DIR", arity = "0..1", description = "A study's directory.")
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

  StudyDirectory directory() {
    if (directory == null) {
      throw new ParameterException(
          spec.commandLine(), "missing: DIR; write: luthier study DIR VERB");
    }
    return new StudyDirectory(directory);
  }

  /** Reads all trials, as they are at one moment. */
  StudyFindings read() {
    StudySpec study = definition();
    try (TrialStore trials = open(study)) {
      return new StudyFindings(
          study.space(), study.goals(), study.metrics(), trials.changedSince(0));
    }
  }

  /** The study as it was frozen. */
  StudySpec definition() {
    if (!directory().exists()) {
      throw new IllegalArgumentException(
          directory
              + " is no study: it has no study.textproto; name a directory that tune has written");
    }
    return StudyFile.read(directory().definition(), List.of());
  }

  /** Its trials, only to read them. */
  TrialStore open(StudySpec study) {
    StoreLocation location = store == null ? StoreLocation.in(directory) : StoreLocation.of(store);
    return TrialStores.openForReading(location, study.name());
  }

  /** Says something beside the result: one line on standard error. */
  void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(Printable.line(line));
    err.flush();
  }

  /** Prints a result in the chosen form. */
  void print(ResultTable table, JsonNode json, Supplier<TextTable> text) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TABLE -> out.println(text.get());
      case CSV -> out.print(table.csv());
      case JSON -> out.println(Output.json(json));
    }
    out.flush();
  }

  /** A table for people, the columns' names first. */
  static TextTable text(ResultTable table) {
    TextTable text = new TextTable().row(table.columns().toArray(String[]::new));
    table
        .rows()
        .forEach(row -> text.row(row.stream().map(StudyResults::cell).toArray(String[]::new)));
    return text;
  }

  /** A cell for people: figures are cut to some digits. */
  static String cell(ValueNode value) {
    if (value.isNull()) {
      return "-";
    }
    return value.isFloatingPointNumber() ? TextTable.figure(value.doubleValue()) : value.asText();
  }
}
