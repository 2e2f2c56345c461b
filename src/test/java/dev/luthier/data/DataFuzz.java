package dev.luthier.data;

import dev.luthier.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Inputs become files, which are read as the program reads them. */
abstract class DataFuzz implements FuzzTarget {

  private static final DataReader READER = new DataReader(Path.of("no data directory"));
  private static final long ALLOWED = 24L << 20;
  private static final long ALLOWED_PER_BYTE = 4096;

  final Path directory;

  DataFuzz(Path directory) {
    this.directory = directory;
  }

  /** Reads a data set, and its samples where they are left in their files. */
  static void read(DataDescription description, ReadOptions options) {
    Dataset dataset = READER.read(description, options);
    if (dataset.features() instanceof StreamedTensors streamed) {
      streamed.load(IntStream.range(0, streamed.samples()).toArray());
    }
  }

  static void read(DataDescription description, TargetKind kind) {
    read(description, ReadOptions.training(kind));
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof DataException;
  }

  @Override
  public long allowance(int inputBytes) {
    return ALLOWED + ALLOWED_PER_BYTE * inputBytes;
  }
}
