package dev.luthier.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The command line in a process of its own, which can be watched, signalled and ended. */
final class CommandProcess implements AutoCloseable {

  private static final long LIMIT_SECONDS = 120;

  /** What standard error says at its end. */
  private static final String END = "\0end";

  private final Process process;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final List<String> read = new ArrayList<>();

  private CommandProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::copyErrors, "standard error");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the command line.
   *
   * @param directory to work in, where Java leaves its report of a crash
   */
  static CommandProcess start(Path directory, String... arguments) throws IOException {
    return start(directory, List.of(), arguments);
  }

  /**
   * Starts the command line.
   *
   * @param directory to work in
   * @param javaOptions beside the usual ones
   */
  static CommandProcess start(Path directory, List<String> javaOptions, String... arguments)
      throws IOException {
    return ofCommand(directory, command(javaOptions, arguments));
  }

  /** The words that start the command line. */
  static List<String> command(List<String> javaOptions, String... arguments) {
    return Stream.of(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash"),
            javaOptions.stream(),
            Stream.of("-cp", System.getProperty("java.class.path"), "dev.luthier.cli.Main"),
            Stream.of(arguments))
        .flatMap(words -> words)
        .toList();
  }

  /** Starts any command. */
  static CommandProcess ofCommand(Path directory, List<String> words) throws IOException {
    return new CommandProcess(
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private void copyErrors() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        unread.add(line);
      }
    } catch (IOException e) {
      unread.add("standard error cannot be read: " + e.getMessage());
    } finally {
      unread.add(END);
    }
  }

  /** Waits for so many more lines of a kind, or for the end. */
  void await(int count, Predicate<String> kind) throws InterruptedException {
    int seen = 0;
    while (seen < count) {
      String line = next();
      if (line.equals(END)) {
        return;
      }
      seen += kind.test(line) ? 1 : 0;
    }
  }

  private String next() throws InterruptedException {
    if (!read.isEmpty() && read.get(read.size() - 1).equals(END)) {
      return END;
    }
    String line = unread.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new IllegalStateException("nothing was said for a long time after " + read);
    }
    read.add(line);
    return line;
  }

  /** Sends a signal such as {@code KILL}; nothing where the process has ended. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Waits for the end and gives the exit code. */
  int code() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the process does not end; it said " + read);
    }
    return process.exitValue();
  }

  /** All lines of standard error, once the process has ended. */
  List<String> errors() throws InterruptedException {
    await(Integer.MAX_VALUE, line -> true);
    return read.subList(0, read.size() - 1);
  }

  /** The lines by which the command line says why it failed. */
  List<String> errorLines() throws InterruptedException {
    return errors().stream().filter(line -> line.startsWith("luthier: ")).toList();
  }

  /** Whether this process, and so all that it starts, ignores Ctrl-C, as in a background job. */
  static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("SigIgn:")) {
          return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
        }
      }
    }
    return false;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
