package dev.luthier.study.worker;

import dev.luthier.study.error.Secrets;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker process: its pipes, its log, its end. */
final class WorkerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Path SHELL = Path.of("/bin/sh");

  /**
   * Gives standard output to the log, and the reports another way: Java's report of a crash, and
   * whatever native code prints, would garble them. Where the system can, it ends the worker with
   * the study's process, since one that is stopped does not notice that its orders end.
   */
  private static final String SCRIPT =
      "exec 3>&1 1>&2; setpriv --pdeathsig KILL true 2>/dev/null"
          + " && exec setpriv --pdeathsig KILL \"$@\"; exec \"$@\"";

  /** The system takes the end of the thread that started a worker for that of the process. */
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(work -> daemon("worker starter", work));

  /** Exit codes above this one stand for signals. */
  private static final int SIGNALS = 128;

  private static final Map<Integer, String> SIGNAL_NAMES =
      Map.of(
          4, "SIGILL",
          6, "SIGABRT",
          7, "SIGBUS",
          8, "SIGFPE",
          9, "SIGKILL, which also comes from a system that is out of memory",
          11, "SIGSEGV",
          15, "SIGTERM");

  private final Process process;
  private final OutputStream orders;
  private final Thread reader;
  private final Thread log;
  private final WorkerLog errors;
  private volatile Optional<String> killedFor = Optional.empty();

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
    WorkerLog.removeOldCrashes(logFile.getParent());
    ProcessBuilder builder = new ProcessBuilder(command(mainClass, slot, logFile));
    slot.applyTo(builder.environment());
    // No worker talks to the database.
    builder.environment().remove(Secrets.PASSWORD_VARIABLE);
    process = start(builder);
    orders = process.getOutputStream();
    errors = new WorkerLog(logFile);
    log = daemon("worker log", () -> errors.copy(process.getErrorStream(), process.pid()));
    reader = daemon("worker reports", () -> readReports(onReport, onEnd));
    log.start();
    reader.start();
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return STARTER.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a worker was started");
    }
  }

  private static List<String> command(String mainClass, DeviceSlot slot, Path logFile) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SHELL)) {
      command.addAll(List.of(SHELL.toString(), "-c", SCRIPT, "worker"));
    }
    List<String> java =
        JavaCommand.likeThis(
            List.of(
                WorkerLog.crashOption(logFile),
                "-XX:-CreateCoredumpOnCrash",
                // The work is TensorFlow's: what better code for Java would save in a study of
                // short trials is less than what it costs to compile.
                "-XX:TieredStopAtLevel=1"),
            mainClass,
            "worker",
            "--device",
            slot.argument(),
            "--threads",
            Integer.toString(slot.threads()));
    if (!command.isEmpty()) {
      java.addAll(List.of("--reports", "/dev/fd/3"));
    }
    command.addAll(java);
    return command;
  }

  /**
   * Sends an order. A worker that has ended takes none: its end is told to the listener, so nothing
   * is thrown here.
   */
  synchronized void send(WorkerOrder order) {
    try {
      MessagePipe.write(order, orders);
    } catch (IOException e) {
      // The pipe is broken: the process has ended or is about to.
      process.destroyForcibly();
    }
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }

  /**
   * Ends it at once.
   *
   * @param reason what it did, such as {@code was not heard of for 60 s}
   */
  void kill(String reason) {
    killedFor = Optional.of(reason);
    process.destroyForcibly();
  }

  long id() {
    return process.pid();
  }

  private void readReports(Consumer<WorkerReport> onReport, Consumer<String> onEnd) {
    String problem = "";
    try {
      for (Optional<WorkerReport> report = next(); report.isPresent(); report = next()) {
        onReport.accept(report.get());
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

  private Optional<WorkerReport> next() throws IOException {
    return MessagePipe.read(process.getInputStream(), WorkerReport.parser());
  }

  private String describe(int code, String problem) {
    if (killedFor.isPresent()) {
      return "the worker process " + killedFor.get() + " and was ended";
    }
    String last = errors.lastLine();
    return "the worker process ended "
        + (code > SIGNALS ? "by " + signal(code - SIGNALS) : "with code " + code)
        + (problem.isEmpty() ? "" : "; " + problem)
        + (last.isBlank() ? "" : ": " + last);
  }

  private static String signal(int number) {
    String name = SIGNAL_NAMES.get(number);
    return "signal " + number + (name == null ? "" : " (" + name + ")");
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
