package dev.luthier.study.worker;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a worker process writes to standard error. It goes to a file, once the file's directory is
 * there; a file that has grown large makes room, so that no more than two are kept.
 */
final class WorkerLog {

  private static final long MOST_BYTES = 4L << 20;
  private static final int CRASH_REPORTS = 5;

  /** Characters of a line; what is longer is cut. */
  private static final int LONGEST_LINE = 1 << 14;

  private static final String CRASH = "java-crash-";

  /** What TensorFlow says whether or not something is wrong; no reason for a process's end. */
  private static final String NATIVE_CHATTER =
      "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+: )?[IW](\\d{4} | tensorflow/|external/).*"
          + "|WARNING: All log messages before absl::.*";

  /** Of Java's own report of a crash, all but the lines that name its cause. */
  private static final String CRASH_CHATTER =
      "#(?!\\s+(SIG|EXCEPTION|There is insufficient memory|Native memory allocation)).*"
          + "|\\[thread \\d+ also had an error\\]|\\[Too many errors, abort\\]";

  private static final Pattern CHATTER = Pattern.compile(NATIVE_CHATTER + "|" + CRASH_CHATTER);

  private final Path file;
  private volatile String lastLine = "";

  WorkerLog(Path file) {
    this.file = file;
  }

  /** Java's option that puts its reports of crashes beside the log. */
  static String crashOption(Path file) {
    return "-XX:ErrorFile=" + file.resolveSibling(CRASH + "%p.log");
  }

  /** Removes all but the newest of Java's reports of crashes. */
  static void removeOldCrashes(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> reports;
    try (Stream<Path> entries = Files.list(directory)) {
      reports =
          new ArrayList<>(
              entries.filter(entry -> entry.getFileName().toString().startsWith(CRASH)).toList());
    }
    reports.sort(Comparator.comparing((Path report) -> report.toFile().lastModified()));
    for (int i = 0; i < reports.size() - CRASH_REPORTS; i++) {
      Files.deleteIfExists(reports.get(i));
    }
  }

  /** The last line that may say why the process ended; empty where there is none. */
  String lastLine() {
    return lastLine;
  }

  /** Copies up to the stream's end. */
  void copy(InputStream errors, long process) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8))) {
      BoundedLines lines = new BoundedLines(reader, LONGEST_LINE);
      for (Optional<BoundedLines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        String line = next.get().text();
        if (!line.isBlank() && !CHATTER.matcher(line).matches()) {
          lastLine = line.replaceFirst("^#\\s+", "");
        }
        append(process + " " + line);
      }
    } catch (IOException e) {
      lastLine = "its standard error cannot be read: " + e.getMessage();
    }
  }

  /** Opened for each line: the directory may be made, or be full, in between. */
  private void append(String line) {
    if (!Files.isDirectory(file.getParent())) {
      return;
    }
    try {
      if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".old"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      try (BufferedWriter out =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(line);
        out.newLine();
      }
    } catch (IOException e) {
      // A log is of less worth than the trial that is running.
      lastLine = line;
    }
  }
}
