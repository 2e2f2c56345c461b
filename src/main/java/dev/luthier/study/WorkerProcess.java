package dev.luthier.study;

import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A worker process: its pipes, its log, its end. */
final class WorkerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What TensorFlow says whether or not something is wrong; no reason for a process's end. */
  private static final Pattern CHATTER =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+: )?[IW](\\d{4} | tensorflow/|external/).*"
              + "|WARNING: All log messages before absl::.*");

  private final Process process;
  private final OutputStream orders;
  private final Thread reader;
  private final Thread log;
  private volatile String lastLine = "";

  /**
   * Starts a worker as this process was started: the same Java, options and classes.
   *
   * @param mainClass that knows the verb {@code worker}
   * @param slot where it runs
   * @param logFile gets what it writes to standard error
   * @param onReport is told what it reports, by a thread of its own
   * @param onEnd is told once when it has ended, one line
   */
  WorkerProcess(
      String mainClass,
      DeviceSlot slot,
      Path logFile,
      Consumer<WorkerReport> onReport,
      Consumer<String> onEnd)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(mainClass, slot, logFile));
    slot.applyTo(builder.environment());
    process = builder.start();
    orders = process.getOutputStream();
    log = daemon("worker log", () -> copyLog(logFile));
    reader = daemon("worker reports", () -> readReports(onReport, onEnd));
    log.start();
    reader.start();
  }

  private static List<String> command(String mainClass, DeviceSlot slot, Path logFile) {
    return JavaCommand.likeThis(
        List.of(
            "-XX:ErrorFile=" + logFile.resolveSibling("java-crash-%p.log"),
            // The work is TensorFlow's: what better code for Java would save in a study of short
            // trials is less than what it costs to compile.
            "-XX:TieredStopAtLevel=1"),
        mainClass,
        "worker",
        "--device",
        slot.argument(),
        "--threads",
        Integer.toString(slot.threads()));
  }

  /**
   * Sends an order. A worker that has ended takes none: its end is told to the listener, so nothing
   * is thrown here.
   */
  synchronized void send(WorkerOrder order) {
    try {
      order.writeDelimitedTo(orders);
      orders.flush();
    } catch (IOException e) {
      // The pipe is broken: the process has ended or is about to.
      process.destroyForcibly();
    }
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }

  long id() {
    return process.pid();
  }

  private void readReports(Consumer<WorkerReport> onReport, Consumer<String> onEnd) {
    String problem = "";
    try {
      for (WorkerReport report = WorkerReport.parseDelimitedFrom(process.getInputStream());
          report != null;
          report = WorkerReport.parseDelimitedFrom(process.getInputStream())) {
        onReport.accept(report);
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      problem = "what it reported cannot be used: " + e.getMessage();
      process.destroyForcibly();
    }
    try {
      int code = process.waitFor();
      log.join(PATIENCE.toMillis());
      onEnd.accept(describe(code, problem));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String describe(int code, String problem) {
    return "the worker process ended "
        + (code > 128 ? "by signal " + (code - 128) : "with code " + code)
        + Optional.of(problem).filter(text -> !text.isEmpty()).map(text -> "; " + text).orElse("")
        + Optional.of(lastLine).filter(text -> !text.isBlank()).map(t -> ": " + t).orElse("");
  }

  private void copyLog(Path logFile) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!CHATTER.matcher(line).matches()) {
          lastLine = line;
        }
        append(logFile, line);
      }
    } catch (IOException e) {
      lastLine = "its standard error cannot be read: " + e.getMessage();
    }
  }

  /** Opened for each line: the directory may be made, or be full, in between. */
  private void append(Path logFile, String line) {
    if (!Files.isDirectory(logFile.getParent())) {
      return;
    }
    try (BufferedWriter out =
        Files.newBufferedWriter(logFile, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(process.pid() + " " + line);
      out.newLine();
    } catch (IOException e) {
      // A log is of less worth than the trial that is running.
      lastLine = line;
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Lets it end by itself, which it does when its orders end; else ends it. */
  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      reader.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
