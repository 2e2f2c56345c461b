package dev.luthier.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The Python with TensorFlow, Keras, scikit-learn and TensorBoard that interop tests talk to. */
public final class PythonInterpreter {

  private static final String VARIABLE = "LUTHIER_PYTHON";
  private static final Path SCRIPTS = Path.of("src", "test", "python");

  private final Path executable;

  private PythonInterpreter(Path executable) {
    this.executable = executable;
  }

  /**
   * Finds the interpreter; without one the calling test is skipped.
   *
   * @throws IllegalStateException if {@code LUTHIER_PYTHON} names no program: a wrong setting must
   *     not pass for a missing one
   */
  public static PythonInterpreter required() {
    String value = System.getenv(VARIABLE);
    Assumptions.assumeTrue(
        value != null && !value.isBlank(),
        VARIABLE + " is not set: it names a Python interpreter with TensorFlow and TensorBoard");
    Path executable = Path.of(value);
    if (!Files.isExecutable(executable)) {
      throw new IllegalStateException(VARIABLE + " names no program: " + value);
    }
    return new PythonInterpreter(executable);
  }

  /** Skips the calling test where the interpreter lacks one of some modules. */
  public void requireModules(String... modules) throws IOException, InterruptedException {
    for (String module : modules) {
      // Found, not imported, which takes seconds with some.
      String question =
          "import importlib.util, sys; sys.exit(importlib.util.find_spec('"
              + module
              + "') is None)";
      int answer = new ProcessBuilder(executable.toString(), "-c", question).start().waitFor();
      Assumptions.assumeTrue(answer == 0, executable + " has no " + module);
    }
  }

  /** The program. */
  public Path executable() {
    return executable;
  }

  /**
   * Runs a script of {@code src/test/python} to its end.
   *
   * @param limit after which the script is ended and the test fails
   * @param script file name, such as {@code read_events.py}
   * @param arguments of the script
   * @return what it wrote to standard output
   * @throws AssertionError if it exits with another code than 0 or runs too long; the message holds
   *     its standard error
   */
  public String run(Duration limit, String script, Object... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("python", ".out");
    Path errors = Files.createTempFile("python", ".err");
    try {
      List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
      for (Object argument : arguments) {
        command.add(argument.toString());
      }
      Process process = start(command, output, errors);
      boolean ended = false;
      try {
        ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        end(process);
      }
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            script
                + (ended ? " exited with " + process.exitValue() : " took longer than " + limit)
                + "\n"
                + Files.readString(errors));
      }
      return Files.readString(output);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** Starts Python; who calls this ends the process with {@link #end}. */
  Process start(List<String> arguments, Path output, Path errors) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("PYTHONUNBUFFERED", "1");
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    builder.environment().put("CUDA_VISIBLE_DEVICES", "");
    return builder.start();
  }

  /** Ends a process and those that it started, and no other. */
  static void end(Process process) {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroy);
    for (ProcessHandle member : family) {
      member.onExit().completeOnTimeout(member, 5, TimeUnit.SECONDS).join();
      if (member.isAlive()) {
        member.destroyForcibly();
      }
    }
  }
}
