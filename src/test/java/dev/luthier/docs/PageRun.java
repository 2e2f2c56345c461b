package dev.luthier.docs;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs what a page says, block after block, in a directory that looks like a clone, but that {@code
 * ./luthier} runs the classes under test.
 */
final class PageRun {

  private static final List<Path> COPIED =
      List.of(Path.of("graphs"), Path.of("tuner"), Path.of("src/docs"));
  private static final long LIMIT_SECONDS = 1200;
  private static final String LAUNCHER =
      """
      #!/bin/sh
      exec '%s' -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.luthier.cli.Main "$@"
      """;

  private final Path directory;
  private final Optional<Path> python;

  /** Figures that blocks of the page printed, by their names. */
  private final Map<String, List<Double>> figures = new HashMap<>();

  /**
   * Makes the directory.
   *
   * @param directory an empty one
   * @param python runs blocks of Python; where there is none these are passed over
   */
  PageRun(Path directory, Optional<Path> python) throws IOException {
    this.directory = directory;
    this.python = python;
    for (Path copied : COPIED) {
      copy(copied);
    }
    Path launcher = directory.resolve("luthier");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(launcher, LAUNCHER.formatted(java, System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copy(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.toList()) {
        Path copy = directory.resolve(path.toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
        }
      }
    }
  }

  /**
   * Whether there is something to do, and not only to read.
   *
   * @param python as it is given to the constructor
   */
  static boolean isToRun(Block block, Optional<Path> python) {
    boolean isProgram =
        block.language().equals("bash")
            || (block.language().equals("python") && python.isPresent());
    return !block.isShown() && (isProgram || block.note("file").isPresent());
  }

  /** Does what a block says. */
  void run(Block block) throws IOException, InterruptedException {
    if (block.note("needs").isPresent()) {
      String module = block.note("needs").get();
      List<String> question = List.of(python.get().toString(), "-c", "import " + module);
      int answer = new ProcessBuilder(question).redirectError(DISCARD).start().waitFor();
      Assumptions.assumeTrue(answer == 0, "this Python has no " + module);
    }
    for (String name : block.note("given").map(names -> names.split(", ")).orElse(new String[0])) {
      StandIns.write(directory, name);
    }
    if (block.note("file").isPresent()) {
      Path file = directory.resolve(block.note("file").get());
      Files.createDirectories(file.getParent());
      Files.writeString(file, block.text());
    }
    if (block.language().equals("bash")) {
      compare(block, finish(block, List.of("bash", "-e", "-o", "pipefail", "-c", block.text())));
    } else if (block.language().equals("python")) {
      Path script = directory.resolve("block.py");
      Files.writeString(script, block.text());
      compare(block, finish(block, List.of(python.get().toString(), script.toString())));
    }
  }

  private String finish(Block block, List<String> command)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.log");
    Path errors = directory.resolve("errors.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("LUTHIER_DATA", directory.resolve("data").toString());
    environment.put("CUDA_VISIBLE_DEVICES", "");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    String path = directory + File.pathSeparator + environment.get("PATH");
    environment.put(
        "PATH", python.map(program -> program.getParent() + File.pathSeparator).orElse("") + path);
    Process process = builder.start();
    boolean ended = false;
    try {
      ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    String said = Files.readString(output) + Files.readString(errors);
    assertTrue(ended, () -> block.place() + " takes longer than " + LIMIT_SECONDS + " s\n" + said);
    int expected = Integer.parseInt(block.note("exit").orElse("0"));
    assertEquals(expected, process.exitValue(), () -> block.place() + "\n" + said);
    return Files.readString(output);
  }

  /** Compares the last figure of its name in an output with those of the page's other blocks. */
  private void compare(Block block, String output) {
    if (block.note("same").isEmpty()) {
      return;
    }
    String[] same = block.note("same").get().split(" within ", 2);
    Matcher printed =
        Pattern.compile("\\b" + Pattern.quote(same[0]) + "\\W+([0-9.]+)").matcher(output);
    List<Double> found = new ArrayList<>();
    while (printed.find()) {
      found.add(Double.valueOf(printed.group(1)));
    }
    assertTrue(!found.isEmpty(), () -> block.place() + " prints no " + same[0] + "\n" + output);
    double figure = found.get(found.size() - 1);
    List<Double> others = figures.computeIfAbsent(same[0], name -> new ArrayList<>());
    for (double other : others) {
      assertEquals(other, figure, Double.parseDouble(same[1]), block.place() + ": " + same[0]);
    }
    others.add(figure);
  }
}
