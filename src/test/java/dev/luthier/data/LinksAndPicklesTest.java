package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data that would do something, if they were let: programs in arrays, names, links, pipes. */
@Timeout(60)
class LinksAndPicklesTest {

  @TempDir private Path directory;

  private static byte[] npy(String descr, String shape, byte[] data) {
    String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length());
    file.put(header.getBytes(StandardCharsets.US_ASCII)).put(data);
    return file.array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private Path npz(String name, Object... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
        zip.closeEntry();
      }
    }
    return Files.write(directory.resolve(name), bytes.toByteArray());
  }

  /** Python's {@code pickle} would call {@code os.system} of it. */
  private byte[] program() {
    return ("cos\nsystem\n(S'touch " + directory.resolve("was-run") + "'\ntR.")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void picklesAreNeverUnpickled() throws IOException {
    for (String descr :
        List.of("'|O'", "'O'", "'<O8'", "[('a', '|O')]", "[('a', '<f4'), ('b', 'O')]")) {
      Path file = npz("program.npz", "x.npy", npy(descr, "(1,)", program()));
      String message = Reading.failure(file);
      assertTrue(message.startsWith("program.npz: x: "), message);
      assertTrue(
          message.contains("are never loaded") || message.contains("are not supported"), message);
    }
    Path whole = Files.createDirectory(directory.resolve("arrays"));
    Files.write(whole.resolve("x.npy"), program());
    assertEquals(
        "arrays/x.npy: this is no .npy file; it does not start with \\x93NUMPY",
        Reading.failure(whole));
    Path raw = Files.write(directory.resolve("raw.npz"), program());
    assertTrue(Reading.failure(raw).startsWith("raw.npz: "));
    assertFalse(Files.exists(directory.resolve("was-run")));
  }

  @Test
  void namesInAnArchiveAreNamesAlone() throws IOException {
    Path inside = Files.createDirectories(directory.resolve("in/side"));
    Path file =
        npz(
            "in/side/names.npz",
            "../../x.npy",
            npy("'<f4'", "(2,)", floats(7, 8)),
            "/etc/y.npy",
            npy("'<f4'", "(2,)", floats(0, 1)),
            "x.npy",
            npy("'<f4'", "(2,)", floats(1, 2)));
    Dataset dataset =
        new DataReader(directory)
            .read(
                DataDescription.of(file.toString()),
                new ReadOptions(TargetKind.CLASSES, false, Optional.empty()));
    assertArrayEquals(new double[] {1, 2}, Reading.values(dataset.features()));
    try (var files = Files.walk(directory)) {
      assertEquals(List.of(file), files.filter(Files::isRegularFile).toList());
    }
    assertTrue(Files.isDirectory(inside));
  }

  @Test
  void linksInDataAreFollowedAndLeftAsTheyAre() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/pictures"));
    ImageIO.write(
        new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        elsewhere.resolve("1.png").toFile());
    Path photos = Files.createDirectories(directory.resolve("photos/cat"));
    Files.createSymbolicLink(photos.resolve("2.png"), elsewhere.resolve("1.png"));
    Files.createSymbolicLink(photos.resolve("broken.png"), directory.resolve("nowhere"));
    Files.createSymbolicLink(directory.resolve("photos/dog"), elsewhere);
    Files.createSymbolicLink(directory.resolve("photos/dog-again"), directory.resolve("photos"));
    Dataset dataset = Reading.classes(directory.resolve("photos"));
    assertEquals(2, dataset.samples());
    assertEquals(List.of("cat", "dog"), ((Classes) dataset.targets().orElseThrow()).names());
    assertTrue(Files.isSymbolicLink(photos.resolve("2.png")));
  }

  /** A pipe would be waited for, and /dev/zero never ends. */
  @Test
  void whatIsNoFileIsNotRead() throws Exception {
    Path arrays = Files.createDirectory(directory.resolve("arrays"));
    Files.write(arrays.resolve("x.npy"), npy("'<f4'", "(2,)", floats(1, 2)));
    Process make = new ProcessBuilder("mkfifo", arrays.resolve("y.npy").toString()).start();
    assumeTrue(make.waitFor(10, TimeUnit.SECONDS) && make.exitValue() == 0, "there is no mkfifo");
    Files.createSymbolicLink(arrays.resolve("x_test.npy"), Path.of("/dev/zero"));
    assertTrue(
        Reading.failure(arrays).endsWith("there are no labels, which the model's loss needs"));
  }
}
