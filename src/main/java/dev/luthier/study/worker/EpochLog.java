package dev.luthier.study.worker;

import dev.luthier.search.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The objectives after each epoch of a trial, a line each, in the trial's directory. A study's
 * process that ends may not have stored the last ones, and a training that goes on from a
 * checkpoint does not run them again.
 *
 * @param file of the trial
 */
record EpochLog(Path file) {

  private static final Pattern LINE =
      Pattern.compile("\\d{1,18}( (NaN|-?Infinity|-?\\d+\\.\\d+(E-?\\d+)?)){1,3}");

  /** The log of a run. */
  static EpochLog in(Path directory) {
    return new EpochLog(directory.resolve("objective.txt"));
  }

  /** Adds a line: the epoch, and each value to the last bit, with blanks between. */
  void add(Report report) throws IOException {
    Files.writeString(
        file,
        report.step()
            + DoubleStream.of(report.values())
                .mapToObj(value -> " " + value)
                .collect(Collectors.joining("", "", "\n")),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The reports of later epochs than one, in order, each once. */
  List<Report> after(long epoch) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    TreeMap<Long, Report> reports = new TreeMap<>();
    // Whatever was written over it, lines of other characters are passed over.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    // The last line may have been torn off.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    whole
        .lines()
        .filter(line -> LINE.matcher(line).matches())
        .forEach(
            line -> {
              String[] parts = line.split(" ");
              long step = Long.parseLong(parts[0]);
              double[] values = Stream.of(parts).skip(1).mapToDouble(Double::parseDouble).toArray();
              reports.put(step, Report.of(step, values));
            });
    return List.copyOf(reports.tailMap(epoch, false).values());
  }
}
