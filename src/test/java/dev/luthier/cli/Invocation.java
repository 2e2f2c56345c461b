package dev.luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * One call of the command line, within this process.
 *
 * @param code the exit code
 * @param out standard output
 * @param err standard error
 */
record Invocation(int code, String out, String err) {

  static Invocation of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int code = line.execute(arguments);
    return new Invocation(code, out.toString(), err.toString());
  }

  /** One call in a process of its own, with more environment variables and Java's own options. */
  static Invocation ofProcess(
      Map<String, String> environment, List<String> javaOptions, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.of(
                    Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                    javaOptions.stream(),
                    Stream.of("-cp", System.getProperty("java.class.path"), Main.class.getName()),
                    Stream.of(arguments))
                .flatMap(s -> s)
                .toList());
    builder.environment().putAll(environment);
    return finish(builder.start());
  }

  /** Waits for a process that says little on standard error. */
  static Invocation finish(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Invocation(process.waitFor(), out, err);
  }
}
