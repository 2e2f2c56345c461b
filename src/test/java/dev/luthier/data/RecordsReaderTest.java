package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import dev.luthier.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsReaderTest {

  private static final double[] FLOATS = {0, -1, 2, 0.5, -1, 3, 1, -1, 4, 1.5, -1, 5};

  @TempDir private Path directory;

  private Path records(String name, String file) {
    return Golden.write(directory.resolve(file), Golden.part("records").get(name));
  }

  @Test
  void readsWhatTensorFlowWrites() {
    for (Path file :
        List.of(records("floats", "data.tfrecord"), records("gzip", "data.tfrecord.gz"))) {
      Dataset dataset = Reading.classes(file);
      assertEquals(List.of(3), Reading.tensors(dataset).shape());
      assertArrayEquals(FLOATS, Reading.values(dataset.features()));
      assertArrayEquals(new int[] {0, 1, 0, 1}, Reading.ids(dataset));
    }
    Dataset integers = Reading.classes(records("integers", "integers.tfrecord"));
    assertArrayEquals(new double[] {0, 300, 1, 300}, Reading.values(integers.features()));
    assertEquals(List.of("a", "b"), ((Classes) integers.targets().orElseThrow()).names());
  }

  /** Groups within groups, in an entry of the map of features: deeper than any stack. */
  @Test
  void aRecordThatIsNestedTooDeepIsADataError() throws IOException {
    byte[] groups = new byte[1 << 20];
    Arrays.fill(groups, (byte) (15 << 3 | 3));
    ByteArrayOutputStream features = new ByteArrayOutputStream();
    CodedOutputStream entry = CodedOutputStream.newInstance(features);
    entry.writeByteArray(1, groups);
    entry.flush();
    ByteArrayOutputStream example = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(example);
    out.writeByteArray(1, features.toByteArray());
    out.flush();
    Path file =
        Reading.write(directory.resolve("deep.tfrecord"), Pictures.framed(example.toByteArray()));
    assertEquals(
        "deep.tfrecord: record 0 at byte 0: this is no tf.train.Example", Reading.failure(file));
  }

  @Test
  void decodesImages() {
    Dataset dataset = Reading.classes(records("images", "data.tfrecord"));
    Tensors tensors = Reading.tensors(dataset);
    assertEquals(List.of(2, 3, 3), tensors.shape());
    double[] once = Golden.doubles(Golden.part("records").get("pixels"));
    double[] twice = Arrays.copyOf(once, 2 * once.length);
    System.arraycopy(once, 0, twice, once.length, once.length);
    assertArrayEquals(twice, Reading.values(tensors));
    Dataset resized =
        Reading.read(
            directory.resolve("data.tfrecord"),
            new RecordsFormat(Optional.of("image"), Optional.of("label"), List.of(4, 6, 1)),
            TargetKind.CLASSES);
    assertEquals(List.of(4, 6, 1), Reading.tensors(resized).shape());
  }

  @Test
  void damagedRecordsAreNamedWithTheirOffset() throws IOException {
    Path file = records("floats", "data.tfrecord");
    byte[] whole = Files.readAllBytes(file);
    int second = whole.length / 4;
    byte[] damaged = whole.clone();
    damaged[second + 20] ^= 1;
    Reading.write(file, damaged);
    assertEquals(
        "data.tfrecord: record 1 at byte "
            + second
            + ": the checksum does not match the record's data",
        Reading.failure(file));
    damaged = whole.clone();
    damaged[second + 3] ^= 1;
    Reading.write(file, damaged);
    assertEquals(
        "data.tfrecord: record 1 at byte "
            + second
            + ": the checksum does not match the record's length",
        Reading.failure(file));
    Reading.write(file, "this is quite another kind of file");
    assertEquals(
        "data.tfrecord: record 0 at byte 0: the checksum does not match the record's length; is"
            + " this a TFRecord file?",
        Reading.failure(file));
    Reading.write(file, "");
    assertEquals("data.tfrecord: the file is empty", Reading.failure(file));
  }

  @Test
  void everyTruncationIsADataError() throws IOException {
    Path file = records("floats", "data.tfrecord");
    byte[] whole = Files.readAllBytes(file);
    int record = whole.length / 4;
    for (int length = 0; length < whole.length; length++) {
      Reading.write(file, Arrays.copyOf(whole, length));
      if (length % record != 0) {
        assertEquals(
            "data.tfrecord: the file ends too early; it is truncated", Reading.failure(file));
      }
    }
  }

  @Test
  void featuresThatDoNotFitAreNamed() {
    Path file = records("floats", "data.tfrecord");
    assertEquals(
        "data.tfrecord: record 0 at byte 0: there is no feature y; the features are label, x",
        Reading.failure(file, new RecordsFormat(Optional.of("y"), Optional.empty(), List.of())));
    assertEquals(
        "data.tfrecord: record 0 at byte 0: the feature x has 3 values, but the shape [2, 2]"
            + " takes 4",
        Reading.failure(
            file, new RecordsFormat(Optional.empty(), Optional.empty(), List.of(2, 2))));
    assertTrue(
        assertThrows(
                DataException.class,
                () -> Reading.read(records("integers", "integers.tfrecord"), TargetKind.VALUES))
            .getMessage()
            .contains("label \"a\" is not a number"));
  }
}
