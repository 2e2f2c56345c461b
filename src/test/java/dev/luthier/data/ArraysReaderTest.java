package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ArraysReaderTest {

  @TempDir private Path directory;

  private Path archive(String name) {
    return Golden.write(directory.resolve(name + ".npz"), Golden.part("archives").get(name));
  }

  @TestFactory
  Stream<DynamicTest> readsWhatNumpyWrites() {
    return StreamSupport.stream(Golden.part("arrays").spliterator(), false)
        .map(
            golden ->
                DynamicTest.dynamicTest(golden.get("name").asText(), () -> requireEqual(golden)));
  }

  private static void requireEqual(JsonNode golden) throws IOException {
    byte[] file = Base64.getDecoder().decode(golden.get("file").textValue());
    NpyArray array = NpyArray.read("x", new ByteArrayInputStream(file), file.length);
    double[] values = Golden.doubles(golden.get("values"));
    assertArrayEquals(values, array.doubles());
    Tensors tensors = array.tensors("x");
    int[] shape = Golden.integers(golden.get("shape"));
    assertEquals(shape[0], tensors.samples());
    assertEquals(shape.length - 1, tensors.shape().size());
    boolean bytes = array.type() == NpyArray.Type.U1;
    assertEquals(bytes ? ElementType.UINT8 : ElementType.FLOAT32, tensors.type());
    double[] floats = Reading.values(tensors);
    for (int i = 0; i < values.length; i++) {
      assertEquals((float) values[i], floats[i]);
    }
  }

  @Test
  void readsArchivesWithTheUsualNames() {
    Dataset plain = Reading.classes(archive("plain"));
    assertEquals(8, plain.samples());
    assertEquals(2, plain.testSamples());
    assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2, 0, 1}, Reading.ids(plain));
    assertEquals(List.of("0", "1", "2"), ((Classes) plain.targets().orElseThrow()).names());
    Dataset compressed = Reading.classes(archive("compressed"));
    assertEquals(6, compressed.samples());
    assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2}, Reading.ids(compressed));
    Values values =
        (Values) Reading.read(archive("values"), TargetKind.VALUES).targets().orElseThrow();
    assertEquals(List.of("target_0", "target_1"), values.names());
    assertEquals(2.5f, values.values()[5]);
  }

  @Test
  void readsADirectoryOfArrays() throws IOException {
    JsonNode golden = Golden.part("arrays").get(0);
    Golden.write(directory.resolve("x.npy"), golden.get("file"));
    Dataset dataset =
        new DataReader(directory)
            .read(
                DataDescription.of(directory.toString()),
                new ReadOptions(TargetKind.CLASSES, false, Optional.empty()));
    assertEquals(3, dataset.samples());
    assertTrue(dataset.targets().isEmpty());
    assertTrue(
        assertThrows(DataException.class, () -> Reading.classes(directory))
            .getMessage()
            .endsWith("there are no labels, which the model's loss needs"));
    Files.writeString(directory.resolve("y.npy"), "no array at all");
    assertEquals(
        "y.npy: this is no .npy file; it does not start with \\x93NUMPY",
        Reading.message(() -> Reading.classes(directory), directory.resolve("y.npy")));
  }

  @Test
  void neverLoadsPickledObjects() {
    assertEquals(
        "objects.npz: x: the array holds pickled Python objects, which are never loaded; save"
            + " numbers instead",
        Reading.failure(archive("objects")));
  }

  @Test
  void badArchivesAreNamed() {
    assertEquals(
        "structured.npz: x: structured arrays are not supported; save one array a column",
        Reading.failure(archive("structured")));
    assertEquals(
        "text.npz: x: values of dtype <U1 are not supported; save integers or floats",
        Reading.failure(archive("text")));
    assertTrue(
        Reading.failure(archive("nan"))
            .endsWith("nan.npz: NaN features at sample 1; mend or remove the samples"));
    Path file = Reading.write(directory.resolve("broken.npz"), "PK nothing");
    assertTrue(Reading.failure(file).startsWith("broken.npz: the compressed data are corrupt"));
    assertEquals(
        "plain.npz: there is no array z; the arrays are x_test, x_train, y_test, y_train",
        Reading.failure(
            archive("plain"),
            new ArraysFormat(
                Optional.of("z"), Optional.empty(), Optional.empty(), Optional.empty())));
    assertEquals(
        "plain.npz: the array y_test has shape [2], but x_train has 6 samples",
        Reading.failure(
            archive("plain"),
            new ArraysFormat(
                Optional.empty(), Optional.of("y_test"), Optional.empty(), Optional.empty())));
  }

  @Test
  void everyTruncationOfAnArchiveIsADataError() throws IOException {
    byte[] whole = Files.readAllBytes(archive("compressed"));
    Path file = directory.resolve("cut.npz");
    for (int length = 0; length < whole.length; length += 7) {
      Reading.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(DataException.class, () -> Reading.classes(file));
    }
    for (int place = 0; place < whole.length; place += 3) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 0x41;
      Reading.write(file, damaged);
      try {
        Reading.classes(file);
      } catch (DataException e) {
        assertTrue(e.getMessage().contains("cut.npz"), e.getMessage());
      }
    }
  }

  @Test
  void labelsOutsideTheOutputsAreFound() {
    Dataset dataset = Reading.classes(archive("twelve"));
    Classes classes = (Classes) dataset.targets().orElseThrow();
    assertEquals(13, classes.names().size());
    assertEquals(
        "label 12 at sample 2 is outside the 10 classes 0 to 9",
        assertThrows(DataException.class, () -> classes.requireWithin(10)).getMessage());
  }

  private static byte[] npy(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] file = new byte[10 + text.length + dataBytes];
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0};
    System.arraycopy(start, 0, file, 0, 10);
    System.arraycopy(text, 0, file, 10, text.length);
    return file;
  }

  private static String npyFailure(String header, int dataBytes) {
    byte[] file = npy(header, dataBytes);
    return assertThrows(
            DataException.class,
            () -> NpyArray.read("x", new ByteArrayInputStream(file), file.length).tensors("x"))
        .getMessage();
  }

  @Test
  void headersAreNotTrusted() {
    String start = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
    assertEquals(
        "x: the header promises 4000000000 bytes, but 8 are there; the file is truncated",
        npyFailure(start + "1000, 1000000), }", 8));
    assertEquals(
        "x: the shape [2000000000, 2000000000, 2000000000] is too large",
        npyFailure(start + "2000000000, 2000000000, 2000000000), }", 8));
    assertEquals(
        "x: a dimension of 99999999999 is too large", npyFailure(start + "99999999999,), }", 8));
    assertEquals("x: the header says 4 bytes, but 8 are there", npyFailure(start + "1,), }", 8));
    assertEquals("x: features of shape [0, 3] have no samples", npyFailure(start + "0, 3), }", 0));
    assertEquals("x: features of shape [] have no samples", npyFailure(start + "), }", 4));
    assertEquals("x: the .npy header lacks fortran_order", npyFailure("{'descr': '<f4'}", 0));
    assertEquals("x: the .npy header lacks descr", npyFailure("{}", 0));
    assertEquals(
        "x: values of dtype <c8 are not supported; save integers or floats",
        npyFailure(start.replace("<f4", "<c8") + "1,), }", 8));
  }
}
