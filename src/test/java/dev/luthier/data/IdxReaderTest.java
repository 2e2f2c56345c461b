package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {

  @TempDir private Path directory;

  private static byte[] idx(int[] shape, int... values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    file.putInt(0x0800 + shape.length);
    for (int size : shape) {
      file.putInt(size);
    }
    for (int value : values) {
      file.put((byte) value);
    }
    return file.array();
  }

  private static final byte[] IMAGES = idx(new int[] {2, 1, 3}, 0, 1, 2, 253, 254, 255);
  private static final byte[] LABELS = idx(new int[] {2}, 3, 1);

  private Path write(String name, byte[] content) {
    return Reading.write(directory.resolve("set").resolve(name), content);
  }

  private String failure() {
    Path set = directory.resolve("set");
    return Reading.message(() -> Reading.classes(set), set.resolve("any"));
  }

  @Test
  void readsPlainFilesMapped() {
    write("train-images-idx3-ubyte", IMAGES);
    write("train-labels-idx1-ubyte", LABELS);
    Dataset dataset = Reading.classes(directory.resolve("set"));
    Tensors tensors = Reading.tensors(dataset);
    assertEquals(List.of(1, 3), tensors.shape());
    assertEquals(ElementType.UINT8, tensors.type());
    assertTrue(tensors.data().isReadOnly(), "a mapping of the file");
    assertArrayEquals(new double[] {0, 1, 2, 253, 254, 255}, Reading.values(tensors));
    assertArrayEquals(new int[] {3, 1}, Reading.ids(dataset));
    assertEquals(List.of("0", "1", "2", "3"), ((Classes) dataset.targets().orElseThrow()).names());
  }

  @Test
  void readsGzippedPartsWithDots() {
    write("train-images.idx3-ubyte.gz", Reading.gzipped(IMAGES));
    write("train-labels.idx1-ubyte.gz", Reading.gzipped(LABELS));
    write("t10k-images.idx3-ubyte", idx(new int[] {1, 1, 3}, 7, 8, 9));
    write("t10k-labels.idx1-ubyte", idx(new int[] {1}, 0));
    Dataset dataset = Reading.classes(directory.resolve("set"));
    assertEquals(1, dataset.testSamples());
    assertArrayEquals(
        new double[] {0, 1, 2, 253, 254, 255, 7, 8, 9}, Reading.values(dataset.features()));
    assertArrayEquals(new int[] {3, 1, 0}, Reading.ids(dataset));
  }

  @Test
  void predictionNeedsNoLabels() {
    write("train-images-idx3-ubyte", IMAGES);
    assertTrue(
        Reading.read(
                directory.resolve("set"),
                new ReadOptions(TargetKind.CLASSES, false, Optional.empty()))
            .targets()
            .isEmpty());
    assertTrue(failure().endsWith("there are no labels, which the model's loss needs"));
  }

  @Test
  void badFilesAreNamed() throws IOException {
    write("train-labels-idx1-ubyte", LABELS);
    byte[] zipped = Reading.gzipped(IMAGES);
    Path gzip = write("train-images-idx3-ubyte.gz", Arrays.copyOf(zipped, zipped.length - 10));
    assertEquals("train-images-idx3-ubyte.gz: the file ends too early; it is truncated", failure());
    Files.delete(gzip);
    byte[] wrong = IMAGES.clone();
    wrong[2] = 0x0D;
    write("train-images-idx3-ubyte", wrong);
    assertEquals(
        "train-images-idx3-ubyte: the magic number is 00000d03, but an IDX file of bytes starts"
            + " with 000008 and the number of dimensions",
        failure());
    write("train-images-idx3-ubyte", Arrays.copyOf(IMAGES, IMAGES.length - 1));
    assertEquals("train-images-idx3-ubyte: the file ends too early; it is truncated", failure());
    write("train-images-idx3-ubyte", Arrays.copyOf(IMAGES, IMAGES.length + 1));
    assertEquals(
        "train-images-idx3-ubyte: there is more in the file than the 6 values that its header"
            + " says",
        failure());
    write("train-images-idx3-ubyte", Arrays.copyOf(IMAGES, 3));
    assertEquals("train-images-idx3-ubyte: the file ends too early; it is truncated", failure());
    write("train-images-idx3-ubyte", idx(new int[] {Integer.MAX_VALUE, 30000, 30000}, 1));
    assertEquals(
        "train-images-idx3-ubyte: 1932735282300000000 bytes are more than the 2 GiB that one data"
            + " set may have; write them as a .tfrecord file or a directory of images, which can be"
            + " streamed",
        failure());
    write("train-images-idx3-ubyte", idx(new int[] {1 << 30, 1, 1}, 1));
    assertEquals("train-images-idx3-ubyte: the file ends too early; it is truncated", failure());
    write("train-images-idx3-ubyte", idx(new int[] {-2, 1, 3}, 1));
    assertEquals("train-images-idx3-ubyte: the dimensions [-2, 1, 3] must be positive", failure());
    write("train-images-idx3-ubyte", IMAGES);
    write("train-labels-idx1-ubyte", idx(new int[] {3}, 1, 2, 3));
    assertEquals(
        "train-labels-idx1-ubyte has 3 labels, but train-images-idx3-ubyte has 2 images",
        failure());
    write("train-labels-idx1-ubyte", IMAGES);
    assertEquals(
        "train-labels-idx1-ubyte: labels must have one dimension, these have [2, 1, 3]", failure());
  }
}
