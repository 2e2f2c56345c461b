package dev.luthier.cli;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.TableFormat;
import dev.luthier.data.TargetKind;
import dev.luthier.data.WellKnown;
import dev.luthier.draft.Draft;
import dev.luthier.draft.DraftReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a first model and study for data. */
@Command(
    name = "init",
    description = {
      "Looks at data and writes a model and a study for them, to start from: what the columns are,"
          + " whether classes or numbers are to be found, a network, and what a study may try."
    },
    footer = {
      "",
      "Examples:",
      "  luthier init iris --to flowers",
      "  luthier init houses.csv --label price --ignore id",
      "  luthier init photos --to photos_model"
    })
final class Init implements Callable<Integer> {

  @Parameters(
      paramLabel = "DATA",
      description =
          "A name (iris, mnist, …), a file (.csv, .npz, .tfrecord) or a directory (IDX files;"
              + " images or WAV files by class).")
  private String data;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the files go. Default: here.")
  private Path directory;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "Of a table, what is to be found. Default: label, class or target, else the last.")
  private String label;

  @Option(
      names = "--ignore",
      paramLabel = "COLUMN",
      description = "Of a table, a column that is not used. May be repeated.")
  private List<String> ignored = List.of();

  @Option(
      names = "--find",
      paramLabel = "KIND",
      description =
          "classes or values. Default: values where labels are numbers with fractions or of more"
              + " than 30 kinds.")
  private TargetKind kind;

  @Option(names = "--force", description = "Writes over files that are there.")
  private boolean force;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (data.endsWith(".textproto")) {
      throw new IllegalArgumentException(
          "DATA must be data themselves, was the file " + data + "; name what its path says");
    }
    String name = name(data);
    Path model = directory.resolve(name + ".textproto");
    Path study = directory.resolve(name + "_study.textproto");
    Path description = directory.resolve(name + "_data.textproto");
    requireFree(List.of(model, study, description));
    Draft draft =
        Draft.of(
            new DraftReader(new DataReader(DataArgument.directory()))
                .read(described(), Optional.ofNullable(kind)),
            new Draft.Wishes(name, pathFrom(directory), Optional.ofNullable(label), ignored));
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(model, draft.model());
    files.put(study, draft.study());
    draft.data().ifPresent(text -> files.put(description, text));
    Files.createDirectories(directory);
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Files.writeString(file.getKey(), file.getValue(), StandardCharsets.UTF_8);
    }
    List<String> next =
        List.of(
            "luthier check " + model,
            "luthier train %s --data %s --run runs/%s"
                .formatted(model, draft.data().isPresent() ? description : data, name),
            "luthier tune %s --dir studies/%s".formatted(study, name));
    output.result(
        new Drafted(
            files.keySet().stream().map(Path::toString).toList(),
            draft.seen(),
            draft.left(),
            next));
    return ExitCode.DONE;
  }

  private DataDescription described() {
    DataDescription plain = DataDescription.of(data);
    if (label == null && ignored.isEmpty()) {
      return plain;
    }
    TableFormat format = TableFormat.standard().withIgnored(ignored);
    return plain.withFormat(label == null ? format : format.withLabel(label));
  }

  private void requireFree(List<Path> files) {
    if (force) {
      return;
    }
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new IllegalArgumentException(
            file + " is there already; write --to for another directory, or --force to lose it");
      }
    }
  }

  /** The data as files in a directory name them. */
  private String pathFrom(Path files) {
    return WellKnown.names().contains(data)
        ? data
        : files
            .toAbsolutePath()
            .normalize()
            .relativize(Path.of(data).toAbsolutePath().normalize())
            .toString();
  }

  /** A name for the model: that of the data, without what a name cannot have. */
  private static String name(String data) {
    Path path = Path.of(data).toAbsolutePath().normalize().getFileName();
    String stem = path == null ? "" : path.toString().replaceFirst("(?<=.)\\..*$", "");
    String plain = stem.replaceAll("[^A-Za-z0-9_]+", "_");
    return plain.matches("[A-Za-z].*") ? plain : "model_" + plain;
  }

  /** The result. */
  private record Drafted(
      List<String> files, List<String> seen, Map<String, String> leftOut, List<String> next)
      implements Output.Result {

    @Override
    public String text() {
      List<String> lines = new ArrayList<>(seen);
      leftOut.forEach((column, reason) -> lines.add("left out: " + column + ", " + reason));
      lines.add("");
      files.forEach(file -> lines.add("written: " + file));
      lines.add("");
      lines.add("What to do next:");
      next.forEach(command -> lines.add("  " + command));
      return String.join(System.lineSeparator(), lines);
    }
  }
}
