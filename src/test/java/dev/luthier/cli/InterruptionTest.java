package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends signals to a process whose work can be stopped, as a training can. */
@Timeout(120)
class InterruptionTest {

  /** Says that it works until it is asked to stop; then either stops or does not. */
  @Command
  static final class Work implements Callable<Integer> {

    @CommandLine.Option(names = "--deaf")
    private boolean deaf;

    @Mixin private Output output;

    public static void main(String[] arguments) {
      System.exit(new CommandLine(new Work()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
      try (Interruption interruption = new Interruption(output)) {
        output.say("working");
        while (deaf || !interruption.getAsBoolean()) {
          Thread.sleep(10);
        }
      }
      output.say("saved");
      return ExitCode.INTERRUPTED;
    }
  }

  /**
   * What a shell starts in the background ignores Ctrl-C, and so does all that it starts itself.
   */
  @BeforeAll
  static void requireThatInterruptsArrive() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("SigIgn:")) {
          long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
          assumeTrue((ignored & 2) == 0, "this process ignores SIGINT");
        }
      }
    }
  }

  @Test
  void theFirstLetsTheWorkEnd() throws Exception {
    for (String signal : new String[] {"INT", "TERM"}) {
      Process process = start();
      try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
        assertEquals("working", err.readLine());
        send(signal, process);
        assertTrue(err.readLine().startsWith("luthier: stopping and saving"));
        assertEquals("saved", err.readLine());
        assertEquals(130, process.waitFor());
      }
    }
  }

  @Test
  void theSecondEndsTheProcess() throws Exception {
    Process process = start("--deaf");
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      assertEquals("working", err.readLine());
      send("INT", process);
      assertTrue(err.readLine().startsWith("luthier: stopping and saving"));
      send("INT", process);
      assertEquals(130, process.waitFor());
      assertNull(err.readLine());
    }
  }

  private static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Work.class.getName()),
                    Stream.of(arguments))
                .toList())
        .start();
  }

  private static void send(String signal, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }
}
