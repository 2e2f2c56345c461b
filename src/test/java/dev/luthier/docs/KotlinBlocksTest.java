package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Kotlin of pages, whole programs, compiles, and finds a minimum near 2. The compiler, which
 * the interop profile brings, has processes of its own: it leaves threads behind.
 */
@Tag("interop")
class KotlinBlocksTest {

  private static final String COMPILER = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler";
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final long LIMIT_SECONDS = 600;

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> compilesAndRuns() {
    Assumptions.assumeTrue(
        getClass().getResource("/" + COMPILER.replace('.', '/') + ".class") != null,
        "Kotlin's compiler is not on the class path: the interop profile brings it");
    return Page.all().stream()
        .flatMap(page -> page.blocks("kotlin"))
        .map(block -> DynamicTest.dynamicTest(block.place(), () -> run(block)));
  }

  private void run(Block block) throws IOException, InterruptedException {
    Path source = directory.resolve("tune.kt");
    Files.writeString(source, block.text());
    Path classes = directory.resolve("classes");
    java(
        List.of(
            CLASS_PATH,
            COMPILER,
            source.toString(),
            "-no-stdlib",
            "-no-reflect",
            "-Werror",
            "-cp",
            CLASS_PATH,
            "-d",
            classes.toString()));
    String printed = java(List.of(classes + File.pathSeparator + CLASS_PATH, "TuneKt"));
    assertEquals(2, Double.parseDouble(printed.strip()), 1, "the best x");
  }

  /** Runs a class, given after its class path and before its arguments. */
  private String java(List<String> arguments) throws IOException, InterruptedException {
    Path output = directory.resolve("output.log");
    Path errors = directory.resolve("errors.log");
    List<String> command =
        Stream.concat(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.concat(Stream.of("-Xmx1g", "-cp"), arguments.stream()))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = false;
    try {
      ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroy();
    }
    String said = Files.readString(output) + Files.readString(errors);
    assertTrue(ended, () -> arguments.get(1) + " takes longer than " + LIMIT_SECONDS + " s");
    assertEquals(0, process.exitValue(), said);
    return Files.readString(output);
  }
}
