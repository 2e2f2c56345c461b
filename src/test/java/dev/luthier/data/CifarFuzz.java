package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** CIFAR batches: as bytes, and filled up to whole records. */
public final class CifarFuzz extends DataFuzz {

  private static final int RECORD = 3073;
  private static final int FILLED_UP = 1;

  public CifarFuzz(Path directory) {
    super(directory);
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        Parts.of(0, new byte[RECORD], new byte[RECORD]),
        Parts.of(FILLED_UP, new byte[] {3, 1, 4}, new byte[] {9}));
  }

  @Override
  public void read(byte[] input) {
    Parts parts = new Parts(input);
    boolean filledUp = (parts.next() & FILLED_UP) != 0;
    Path folder = directory.resolve("batches");
    write(folder.resolve("data_batch_1.bin"), filledUp, parts.part());
    write(folder.resolve("test_batch.bin"), filledUp, parts.rest());
    read(DataDescription.of(folder.toString()), TargetKind.CLASSES);
  }

  private static void write(Path file, boolean filledUp, byte[] bytes) {
    int records = Math.max(1, (bytes.length + RECORD - 1) / RECORD);
    Reading.write(file, filledUp ? Arrays.copyOf(bytes, records * RECORD) : bytes);
  }
}
