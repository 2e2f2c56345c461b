package dev.luthier.run;

import dev.luthier.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The file {@code run.json}. */
public final class RunRecordFuzz implements FuzzTarget {

  private final Path file;

  public RunRecordFuzz(Path directory) {
    file = directory.resolve("run.json");
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    RunRecord record =
        new RunRecord(
            "model",
            RunRecord.State.COMPLETE,
            7,
            new RunRecord.Versions("1", "2", "3"),
            "cpu",
            1,
            new RunRecord.Data("iris", "abc", 120, 30, 0),
            10,
            100,
            1.5,
            800,
            0.25,
            Map.of("accuracy", 0.5),
            Map.of("loss", 0.25),
            new RunRecord.Confusion(List.of("a", "b"), List.of(List.of(1L, 2L), List.of(3L, 4L))),
            List.of(new RunRecord.Pruned("hidden", 8, 4, 4, null)),
            1_000L,
            2_000L,
            false);
    record.write(file, false);
    return List.of(Files.readAllBytes(file));
  }

  @Override
  public List<String> words() {
    return List.of(
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "null",
        "true",
        "NaN",
        "\"state\":",
        "\"data\":",
        "\\u0000");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Files.write(file, input);
    RunRecord record = RunRecord.read(file);
    record.withState(RunRecord.State.FAILED).withFigures(record);
    record.data().path();
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof RunException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (16L << 20) + 2048L * inputBytes;
  }
}
