package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text of a run or a study that something has been written over is told in one line. */
class DamagedTextTest {

  /** No UTF-8. */
  private static final byte[] DAMAGE = {(byte) 0xFF, (byte) 0xFE};

  @TempDir private Path directory;

  private static void assertRefused(Invocation call, String part) {
    assertEquals(ExitCode.INVALID, call.code(), call.err());
    assertEquals(1, call.err().lines().count(), call.err());
    assertTrue(call.err().contains(part), call.err());
  }

  private Invocation train(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "graphs/iris_logistic.textproto", "--data", "iris"));
    arguments.addAll(List.of("--epochs", "1", "--run", directory.resolve("run").toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void theModelOfARun() throws IOException {
    assertEquals(ExitCode.DONE, train().code());
    Path model = directory.resolve("run/model.textproto");
    Files.write(model, DAMAGE, StandardOpenOption.APPEND);
    assertRefused(train("--resume"), "the model is not that of");
  }

  @Test
  void theDefinitionOfAStudy() throws IOException {
    Path definition = directory.resolve("study.textproto");
    Files.write(definition, DAMAGE);
    assertRefused(
        Invocation.of("tune", "tuner/iris_grid.textproto", "--dir", directory.toString()),
        definition + ":1:1: the file is not UTF-8 text, found byte 0xFF");
  }
}
