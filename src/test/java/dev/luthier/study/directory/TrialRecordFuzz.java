package dev.luthier.study.directory;

import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Report;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A trial's {@code trial.json}, from which a store is rebuilt: what is no trial is none. */
public final class TrialRecordFuzz implements FuzzTarget {

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("units", IntRange.of(1, 99)), Parameter.of("rate", FloatRange.of(0, 1)));

  private final Path directory;
  private final Path file;

  public TrialRecordFuzz(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("trial.json");
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("units", Value.of(7));
    values.put("rate", Value.of(0.1));
    List<byte[]> seeds = new ArrayList<>();
    for (Trial.State state : Trial.State.values()) {
      boolean hasValue = state == Trial.State.COMPLETE || state == Trial.State.PRUNED;
      TrialRecord.write(
          directory,
          new StoredTrial(
              new Trial(
                  3,
                  new Assignment(values),
                  state,
                  List.of(new Report(1, 0.5), new Report(2, Double.NaN)),
                  hasValue ? OptionalDouble.of(0.25) : OptionalDouble.empty()),
              OptionalLong.empty(),
              2,
              Optional.of("an error"),
              1.5,
              List.of(0.5),
              Map.of("loss", 0.5),
              9));
      seeds.add(Files.readAllBytes(file));
    }
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of("{", "}", "[", "]", ":", ",", "\"", "null", "NaN", "1e999", "\"COMPLETE\"");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Files.write(file, input);
    Optional<StoredTrial> read = TrialRecord.read(directory, 3, SPACE);
    if (read.isPresent() && read.get().trial().state() == Trial.State.RUNNING) {
      throw new AssertionError("nobody runs it");
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return false;
  }

  @Override
  public long allowance(int inputBytes) {
    return (16L << 20) + 2048L * inputBytes;
  }
}
