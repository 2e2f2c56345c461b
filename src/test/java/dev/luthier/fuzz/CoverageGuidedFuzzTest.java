package dev.luthier.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Effort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fuzzes every reader with Jazzer, whose mutations go after new branches of the program, each in a
 * process of its own. Findings and logs are left in {@code target/fuzz}.
 */
@Tag(Effort.RELIABILITY)
class CoverageGuidedFuzzTest {

  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final String HOOKS = "com.code_intelligence.jazzer.sanitizers.";

  /**
   * Hooks of Jazzer's that are left out. Files are opened by the names that users write, on
   * purpose. The help past regular expressions is not a check, and is called for each character
   * that one looks at: most of the time of a text's reader; words and valid inputs lead past them.
   * Each statement of SQL would be parsed in a thread of its own, most of the time of a store; the
   * rules on security hold that statements are constants.
   */
  private static final List<String> DISABLED =
      List.of(HOOKS + "FilePathTraversal", HOOKS + "RegexRoadblocks", HOOKS + "SqlInjection");

  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
  private static final Path LOGS = Path.of("target", "fuzz");
  private static final long MOST_HOURS = 6;

  /** Names of targets with commas between them; empty for all. */
  private static final String CHOSEN = System.getProperty("luthier.fuzz.targets", "");

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  @BeforeAll
  static void requireLongForm() {
    assumeTrue(executions() > 0, "Jazzer runs with -Preliability only, for hours");
  }

  private static int executions() {
    return Effort.of(0, Integer.getInteger("luthier.fuzz.executions", 1_000_000));
  }

  private static boolean isChosen(Target target) {
    return CHOSEN.isEmpty() || List.of(CHOSEN.split(",")).contains(target.name());
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void aMillionInputsAreReadOrRefused(Target target) throws IOException, InterruptedException {
    assumeTrue(isChosen(target), "luthier.fuzz.targets names others");
    Files.createDirectories(LOGS);
    Path log = LOGS.resolve(target.directory() + ".log");
    Process process =
        new ProcessBuilder(command(target))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(process.waitFor(MOST_HOURS, TimeUnit.HOURS), "Jazzer does not end");
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertEquals(0, process.exitValue(), "a finding of " + target + " is in " + log);
    Matcher done = DONE.matcher(said);
    assertTrue(done.find(), "Jazzer does not say in " + log + " that it is done");
    System.out.println(target.directory() + ": " + done.group());
    assertTrue(Long.parseLong(done.group(1)) >= executions());
  }

  private List<String> command(Target target) throws IOException {
    FuzzTarget reader = target.open(Files.createDirectories(directory.resolve("seeds")));
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    List<byte[]> seeds = reader.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1500m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    // Parallel streams stay in the thread whose allocations are counted.
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=0");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), JAZZER));
    command.add("--target_class=" + JazzerEntry.class.getName());
    command.add("--target_args=" + target.name() + " " + directory.resolve("files"));
    command.add("--instrumentation_includes=dev.luthier.**:com.ezylang.evalex.**");
    // What protobuf generates has so many branches that following them takes minutes at the start.
    command.add("--instrumentation_excludes=dev.luthier.spec.proto.**:dev.luthier.study.proto.**");
    command.add("--disabled_hooks=" + String.join(":", DISABLED));
    command.add("--reproducer_path=" + LOGS);
    command.add("-artifact_prefix=" + LOGS.resolve(target.directory()) + "-");
    command.addAll(List.of("-timeout=90", "-rss_limit_mb=4096"));
    command.add("-max_len=" + Mutator.LONGEST);
    command.add("-runs=" + executions());
    // An empty dictionary is an error.
    if (!reader.words().isEmpty()) {
      Path words = directory.resolve("words");
      Files.writeString(words, dictionary(reader.words()));
      command.add("-dict=" + words);
    }
    command.add(corpus.toString());
    return command;
  }

  /** In the form of libFuzzer. */
  private static String dictionary(List<String> words) {
    StringBuilder lines = new StringBuilder();
    for (String word : words) {
      lines.append('"');
      for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
        lines.append("\\x%02X".formatted(b));
      }
      lines.append("\"\n");
    }
    return lines.toString();
  }
}
