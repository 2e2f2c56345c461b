package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.luthier.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command in a process of its own, with workers of its own. */
final class StudyProcess implements AutoCloseable {

  /** Far more than any of them takes. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String MAIN = "dev.luthier.cli.Main";

  private final Process process;
  private final Path out;
  private final Path err;

  /** What it said: exit code, standard output, standard error. */
  record Ended(int code, String out, String err) {

    Ended requireCode(int expected) {
      assertEquals(expected, code, () -> out + err);
      return this;
    }

    /** The lines that say what went wrong: one, if it is as it should be. */
    List<String> problems() {
      return err.lines().filter(line -> line.startsWith("luthier: ")).toList();
    }
  }

  private StudyProcess(List<String> command) throws IOException {
    out = Files.createTempFile("study", ".out");
    err = Files.createTempFile("study", ".err");
    process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
  }

  /** The command line of Java and a class, as the launcher would start it. */
  static List<String> java(String mainClass, List<String> arguments) {
    return Stream.of(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-Xmx512m",
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass),
            arguments.stream())
        .flatMap(part -> part)
        .toList();
  }

  /** The command {@code luthier}. */
  static List<String> luthier(String... arguments) {
    return java(MAIN, List.of(arguments));
  }

  /** The command {@code luthier tune}, with one worker on the CPU. */
  static List<String> tune(Path study, Path directory, String... more) {
    List<String> arguments = new ArrayList<>(List.of("tune", study.toString()));
    arguments.addAll(List.of("--dir", directory.toString(), "--device", "cpu", "--workers", "1"));
    arguments.addAll(List.of(more));
    return java(MAIN, arguments);
  }

  static StudyProcess start(List<String> command) throws IOException {
    return new StudyProcess(command);
  }

  /** Runs it to its end. */
  static Ended run(List<String> command) throws IOException, InterruptedException {
    try (StudyProcess process = start(command)) {
      return process.await();
    }
  }

  long id() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void signal(String name) throws IOException, InterruptedException {
    signal(name, process.pid());
  }

  static void signal(String name, long process) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process)).inheritIO().start();
    assertTrue(kill.waitFor(10, TimeUnit.SECONDS), "kill does not end");
  }

  /** Its workers that are alive. */
  List<ProcessHandle> workers() {
    return process.toHandle().children().filter(StudyProcess::isWorker).toList();
  }

  static boolean isWorker(ProcessHandle process) {
    return CommandLine.of(process).contains(" worker --device");
  }

  Ended await() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      fail("does not end: " + Files.readString(out) + Files.readString(err));
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Waits until something holds. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, () -> "in vain: " + what);
      Thread.sleep(2);
    }
  }

  /** No worker of a study's directory is left; one that has just lost its study ends at once. */
  static void assertNoWorkers(Path directory) throws Exception {
    await(
        "the end of the workers of " + directory,
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(
                    process ->
                        isWorker(process) && CommandLine.of(process).contains(directory + "/")));
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> workers = workers();
    process.destroyForcibly();
    workers.forEach(ProcessHandle::destroyForcibly);
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
