package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FishCompletionTest {

  private static final Path FISH = Path.of("/usr/bin/fish");

  @TempDir Path directory;

  private static String script() {
    Invocation printed = Invocation.of("completion", "fish");
    assertEquals(ExitCode.DONE, printed.code(), printed.err());
    return printed.out();
  }

  @Test
  void knowsVerbsAndOptions() {
    String script = script();
    assertTrue(
        script.contains(
            "complete -c luthier -n '__fish_use_subcommand' -f -a check -d 'Validates a model or a"
                + " study"),
        script);
    assertTrue(
        script.contains("complete -c luthier -n '__fish_seen_subcommand_from train' -l run -r"));
    assertTrue(script.contains("__fish_seen_subcommand_from study; and not"));
    assertFalse(script.contains("-a worker"));
    assertTrue(script.lines().allMatch(line -> line.startsWith("complete -c luthier -n '")));
  }

  @Test
  void fishCompletesByIt() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(FISH), FISH + " is not installed");
    Path file = Files.writeString(directory.resolve("luthier.fish"), script());
    assertTrue(completions(file, "luthier tr").contains("train\t"));
    assertTrue(completions(file, "luthier train --ep").contains("--epochs\t"));
    assertTrue(completions(file, "luthier data g").contains("get\t"));
  }

  private String completions(Path script, String line) throws IOException, InterruptedException {
    ProcessBuilder fish =
        new ProcessBuilder(
            FISH.toString(),
            "--no-config",
            "-c",
            "source " + script + "; complete -C '" + line + "'");
    fish.environment().put("HOME", directory.toString());
    Process process = fish.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return out;
  }
}
