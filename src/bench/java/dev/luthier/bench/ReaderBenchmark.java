package dev.luthier.bench;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.TargetKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Samples of 28x28 bytes (in CSV the same numbers) read from files in the system's cache, a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ReaderBenchmark {

  private static final int SAMPLES = 5_000;

  @Param({"idx", "npz", "csv", "tfrecord"})
  private String format;

  private Path directory;
  private Path path;
  private DataReader reader;

  @Setup
  public void write() throws IOException {
    directory = Files.createTempDirectory("samples");
    path = SampleFiles.of(SAMPLES).write(format, directory);
    reader = new DataReader(directory);
  }

  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public Dataset read() {
    return reader.read(
        DataDescription.of(path.toString()), ReadOptions.training(TargetKind.CLASSES));
  }

  @TearDown
  public void delete() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
