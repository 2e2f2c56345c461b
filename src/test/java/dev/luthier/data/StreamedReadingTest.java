package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the samples of files lie that are not read into memory. */
class StreamedReadingTest {

  private static final Streaming ALWAYS = Streaming.standard().withMode(Streaming.Mode.ALWAYS);

  @TempDir private Path directory;

  private Path records(String name, String file) {
    return Golden.write(directory.resolve(file), Golden.part("records").get(name));
  }

  private static Dataset read(Path path, Streaming streaming) {
    return read(DataDescription.of(path.toString()).withStreaming(streaming));
  }

  private static Dataset read(DataDescription description) {
    return new DataReader(Path.of("no data directory"))
        .read(description, ReadOptions.training(TargetKind.CLASSES));
  }

  private static DataDescription withTest(Path path, Path test, Streaming streaming) {
    DataDescription plain = DataDescription.of(path.toString());
    return new DataDescription(
        plain.path(),
        Optional.of(test.toString()),
        0,
        plain.validationFraction(),
        plain.stratify(),
        plain.splitSeed(),
        plain.scaling(),
        plain.format(),
        streaming);
  }

  private static String failure(Path path) {
    return Reading.message(() -> read(path, ALWAYS), path);
  }

  @Test
  void recordsLieWhereTensorFlowWroteThem() {
    for (String kind : List.of("floats", "images")) {
      Path file = records(kind, kind + ".tfrecord");
      Dataset inMemory = Reading.classes(file);
      Dataset streamed = read(file, ALWAYS);
      StreamedTensors features = (StreamedTensors) streamed.features();
      int[] rows = IntStream.range(0, streamed.samples()).toArray();
      assertEquals(Reading.tensors(inMemory).shape(), features.shape());
      assertArrayEquals(
          Reading.values(inMemory.features()), Reading.values(features.load(rows)), kind);
      assertArrayEquals(Reading.ids(inMemory), Reading.ids(streamed));
      assertEquals(file + ": record 1", features.stored().place(1));
    }
  }

  @Test
  void whatCannotBeLookedUpIsSaid() {
    assertEquals(
        "floats.tfrecord.gz: a gzipped file cannot be streamed, since it is read from any place;"
            + " unzip it, or write streaming: NEVER in a data file",
        failure(records("gzip", "floats.tfrecord.gz")));
    assertTrue(
        failure(records("integers", "integers.tfrecord"))
            .startsWith("integers.tfrecord: record 0 at byte 0: the feature "));
    Path table = Reading.write(directory.resolve("t.csv"), "x,label\n1,0\n2,1\n");
    assertEquals(
        "t.csv cannot be streamed, only a .tfrecord file or a directory of images can; leave"
            + " streaming out, or convert the data",
        failure(table));
    // Where nobody asks for it, they stay in memory, whatever they take.
    Streaming small = new Streaming(Streaming.Mode.AUTO, 1);
    assertInstanceOf(
        Tensors.class, read(directory.resolve("floats.tfrecord.gz"), small).features());
    assertInstanceOf(Tensors.class, read(directory.resolve("integers.tfrecord"), small).features());
  }

  @Test
  void damageIsFoundWithoutDecoding() throws IOException {
    Path file = records("images", "data.tfrecord");
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = whole.clone();
    damaged[40] ^= 1;
    Reading.write(file, damaged);
    assertEquals(
        "data.tfrecord: record 0 at byte 0: the checksum does not match the record's data",
        failure(file));
    Reading.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertEquals("data.tfrecord: the file ends too early; it is truncated", failure(file));
  }

  @Test
  void bothPartsAreStreamedOrNone() throws IOException {
    Pictures.write(directory, Pictures.Stored.ENCODED_RECORDS);
    Path train = directory.resolve("train.tfrecord");
    Path test = directory.resolve("test.tfrecord");
    Streaming between = new Streaming(Streaming.Mode.AUTO, 2000);
    for (DataDescription data :
        List.of(withTest(train, test, between), withTest(test, train, between))) {
      Dataset dataset = read(data);
      StreamedTensors features = assertInstanceOf(StreamedTensors.class, dataset.features());
      assertEquals(Pictures.SAMPLES, features.samples());
      int first = dataset.samples() - dataset.testSamples();
      assertEquals(data.testPath().orElseThrow() + ": record 0", features.stored().place(first));
      Dataset inMemory = read(data.withStreaming(between.withMode(Streaming.Mode.NEVER)));
      int[] rows = IntStream.range(0, Pictures.SAMPLES).toArray();
      assertArrayEquals(Reading.values(inMemory.features()), Reading.values(features.load(rows)));
    }
  }

  @Test
  void theDigestIsOfTheFiles() throws IOException {
    Pictures.write(directory, Pictures.Stored.FOLDERS);
    Path images = directory.resolve("images");
    String before = read(images, ALWAYS).digest();
    assertEquals(before, read(images, ALWAYS).digest());
    Files.delete(images.resolve("train/red/image100.png"));
    assertNotEquals(before, read(images, ALWAYS).digest());

    Pictures.write(directory, Pictures.Stored.BYTE_RECORDS);
    Path train = directory.resolve("train.tfrecord");
    String records = read(train, ALWAYS).digest();
    Files.move(train, directory.resolve("moved.tfrecord"));
    assertEquals(records, read(directory.resolve("moved.tfrecord"), ALWAYS).digest());
    assertNotEquals(records, read(directory.resolve("test.tfrecord"), ALWAYS).digest());
  }
}
