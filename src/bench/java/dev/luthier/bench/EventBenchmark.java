package dev.luthier.bench;

import dev.luthier.tensorboard.EventWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Scalars written to an event file until it is closed, a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EventBenchmark {

  private static final int SCALARS = 20_000;

  private Path directory;
  private Path file;

  @Setup
  public void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("events");
  }

  @Benchmark
  @OperationsPerInvocation(SCALARS)
  public Path scalars() throws IOException {
    try (EventWriter writer = EventWriter.open(directory, InstantSource.system())) {
      for (int step = 0; step < SCALARS; step++) {
        writer.scalar("loss", step * 0.5, step);
      }
      file = writer.file();
    }
    return file;
  }

  @TearDown(Level.Invocation)
  public void deleteFile() throws IOException {
    Files.delete(file);
  }

  @TearDown
  public void deleteDirectory() throws IOException {
    Files.delete(directory);
  }
}
