package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {

  private static final int RECORD = 3073;

  @TempDir private Path directory;

  /** Red is the label, green its double, blue its triple. */
  private static byte[] batch(int... labels) {
    byte[] batch = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      int start = i * RECORD;
      batch[start] = (byte) labels[i];
      for (int plane = 0; plane < 3; plane++) {
        int first = start + 1 + plane * 1024;
        Arrays.fill(batch, first, first + 1024, (byte) (labels[i] * (plane + 1)));
      }
    }
    return batch;
  }

  private Path batchFile(String name) {
    return directory.resolve("cifar10/cifar-10-batches-bin").resolve(name);
  }

  private Dataset read() {
    return new DataReader(directory)
        .read(DataDescription.of("cifar10"), ReadOptions.training(TargetKind.CLASSES));
  }

  @Test
  void readsBatchesWithInterleavedChannels() {
    Reading.write(batchFile("data_batch_1.bin"), batch(9, 3));
    Reading.write(batchFile("data_batch_2.bin"), batch(1));
    Reading.write(batchFile("test_batch.bin"), batch(2));
    Dataset dataset = read();
    assertEquals("cifar10", dataset.name());
    assertEquals(List.of(32, 32, 3), Reading.tensors(dataset).shape());
    assertEquals(1, dataset.testSamples());
    assertArrayEquals(new int[] {9, 3, 1, 2}, Reading.ids(dataset));
    assertEquals("truck", ((Classes) dataset.targets().orElseThrow()).names().get(9));
    double[] values = Reading.values(dataset.features());
    assertArrayEquals(new double[] {9, 18, 27, 9, 18, 27}, Arrays.copyOf(values, 6));
  }

  @Test
  void badBatchesAreNamed() {
    Path file = Reading.write(batchFile("data_batch_1.bin"), Arrays.copyOf(batch(1, 2), 5000));
    assertEquals(
        "data_batch_1.bin: has 5000 bytes, but records have 3073 each; the file is truncated",
        Reading.message(this::read, file));
    Reading.write(file, batch(1, 77));
    assertEquals(
        "cifar-10-batches-bin: sample 1: label 77 is outside the 10 classes airplane, automobile,"
            + " bird, cat, deer, dog, frog, horse, ship, truck",
        Reading.message(this::read, file.getParent()));
  }
}
