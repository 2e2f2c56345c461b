package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import dev.luthier.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are meant to take the stack or the memory are refused in one line. */
@Timeout(120)
class FileBoundsTest {

  private static final int MEBI = 1 << 20;

  @TempDir private Path directory;

  /** The same byte so often, gzipped to a thousandth. */
  private Path bomb(String name, byte[] head, byte filling, int mebibytes) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] chunk = new byte[MEBI];
    Arrays.fill(chunk, filling);
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write(head);
      for (int i = 0; i < mebibytes; i++) {
        stream.write(chunk);
      }
    }
    return file;
  }

  @Test
  void whatGrowsBeyondMeasureIsNotUnzipped() throws IOException {
    byte[] header = {0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 4, 0, 0, 0, 4, 0};
    List<Path> files =
        List.of(
            bomb(
                "a.csv.gz", "a,label\n1,2\n".getBytes(StandardCharsets.US_ASCII), (byte) '\n', 110),
            bomb("a.tar.gz", new byte[0], (byte) 0, 110));
    for (Path file : files.subList(0, 1)) {
      String problem = Reading.failure(file);
      assertTrue(problem.contains("what is unzipped is more than"), problem);
    }
    Path images = bomb("set/train-images-idx3-ubyte.gz", header, (byte) 0, 100).getParent();
    assertTrue(Reading.failure(images).contains("what is unzipped is more than"));
    Path folder = directory.resolve("folder");
    // It is all zeros, the end of an archive, so that nothing of it is read.
    TarArchive.unpack(files.get(1), folder);
    byte[] entry = new byte[512];
    System.arraycopy("a".getBytes(StandardCharsets.US_ASCII), 0, entry, 0, 1);
    System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, entry, 124, 11);
    Arrays.fill(entry, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : entry) {
      sum += b;
    }
    System.arraycopy("%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, entry, 148, 6);
    Path archive = bomb("b.tar.gz", entry, (byte) 0, 110);
    assertTrue(
        assertThrows(DataException.class, () -> TarArchive.unpack(archive, folder))
            .getMessage()
            .contains("what is unzipped is more than"));
  }

  @Test
  void whatIsSmallMayGrow() throws IOException {
    Path file =
        bomb(
            "a.csv.gz", "a,label\n1,2\n2,3\n".getBytes(StandardCharsets.US_ASCII), (byte) '\n', 10);
    assertEquals(2, Reading.read(file, TargetKind.VALUES).samples());
  }

  @Test
  void arraysOfArchivesMayNotGrowEither() throws IOException {
    byte[] text =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, 1048576), }"
            .formatted(110)
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
    head.writeBytes(text);
    Path file = directory.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(head.toByteArray());
      for (int i = 0; i < 110; i++) {
        zip.write(new byte[MEBI]);
      }
    }
    assertTrue(Reading.failure(file).contains("x: what is unzipped is more than"));
  }

  @Test
  void plainFilesBeyondTwoGibibytesAreRefused() throws IOException {
    Path file = directory.resolve("set/train-images-idx3-ubyte");
    Files.createDirectories(file.getParent());
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.writeInt(0x0803);
      sparse.writeInt(1 << 11);
      sparse.writeInt(1 << 10);
      sparse.writeInt(1 << 10);
      sparse.setLength(16 + (1L << 31));
    }
    String problem = Reading.failure(file.getParent());
    assertTrue(problem.contains("more than the 2 GiB that one data set may have"), problem);
    Path batch = directory.resolve("cifar/data_batch_1.bin");
    Files.createDirectories(batch.getParent());
    try (RandomAccessFile sparse = new RandomAccessFile(batch.toFile(), "rw")) {
      sparse.setLength(3073L * 700_000);
    }
    assertTrue(Reading.failure(batch.getParent()).contains("bytes, more than 2147483639"));
  }

  /** Groups in an entry of the features, one within the other. */
  private static byte[] nestedGroups(int depth) throws IOException {
    byte[] groups = new byte[depth];
    Arrays.fill(groups, (byte) (9 << 3 | 3));
    return field(field(groups));
  }

  private static byte[] field(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(1, content);
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void groupsOfExamplesAreNotFollowed() throws IOException {
    Path file =
        Reading.write(directory.resolve("r.tfrecord"), Pictures.framed(nestedGroups(1_000_000)));
    assertEquals(
        "r.tfrecord: record 0 at byte 0: this is no tf.train.Example", Reading.failure(file));
  }

  private static byte[] png(int width, int height) {
    ByteBuffer header =
        ByteBuffer.allocate(17)
            .put(new byte[] {'I', 'H', 'D', 'R'})
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(header.array());
    return ByteBuffer.allocate(45)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
        .putInt(13)
        .put(header.array())
        .putInt((int) checksum.getValue())
        .putInt(0)
        .put(new byte[] {'I', 'D', 'A', 'T'})
        .putInt(0x35AF061E)
        .array();
  }

  @Test
  void imagesHaveNoMorePixelsThanTheirFilesCanHold() throws IOException {
    Path file = Reading.write(directory.resolve("set/a/1.png"), png(16000, 16000));
    assertEquals(
        "set/a/1.png: cannot be read: the image says that it has 16000 by 16000 pixels, too many"
            + " for its 45 bytes",
        Reading.failure(directory.resolve("set")));
    byte[] jpeg = encoded("jpeg");
    int frame = 0;
    while ((jpeg[frame] & 0xFF) != 0xFF || (jpeg[frame + 1] & 0xFF) != 0xC0) {
      frame++;
    }
    byte[] large = jpeg.clone();
    Arrays.fill(large, frame + 5, frame + 9, (byte) 0x7F);
    Reading.write(file, large);
    assertTrue(Reading.failure(directory.resolve("set")).contains("too many for its"));
    ByteArrayOutputStream scans = new ByteArrayOutputStream();
    scans.writeBytes(jpeg);

    for (int i = 0; i < 300; i++) {
      scans.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDA});
    }
    Reading.write(file, scans.toByteArray());
    assertTrue(Reading.failure(directory.resolve("set")).contains("scans, too many for one"));
  }

  private static byte[] encoded(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), format, bytes);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bmp", "gif", "wbmp", "tiff"})
  void onlyJpegAndPngAreDecoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, bytes));
    Reading.write(directory.resolve("set/a/1.png"), bytes.toByteArray());
    assertEquals(
        "set/a/1.png: cannot be read: this is neither a JPEG nor a PNG image",
        Reading.failure(directory.resolve("set")));
  }

  @Test
  void shapesAreOfSizesThatArraysHave() {
    List<Integer> shape = List.of(65536, 65536, 65536, 65536);
    String atMost = "shape must be of at most 2147483647 values in all";
    for (Runnable record :
        List.<Runnable>of(
            () -> new RecordsFormat(Optional.empty(), Optional.empty(), shape),
            () -> new TensorColumns("x", shape, false, 1),
            () -> new TensorEncoding("x", shape, ElementType.UINT8, 1, 0, List.of(), List.of()))) {
      String problem = assertThrows(IllegalArgumentException.class, record::run).getMessage();
      assertTrue(problem.startsWith(atMost), problem);
    }
    assertThrows(IllegalArgumentException.class, () -> new ImagesFormat(1 << 20, 1 << 20, 3));
  }

  @Test
  void namesWithNulAreNoPaths() {
    DataException thrown =
        assertThrows(DataException.class, () -> Reading.classes(Path.of("no such file")));
    assertTrue(thrown.getMessage().contains("there is no such file"));
    for (DataDescription description :
        List.of(
            DataDescription.of("a\0b"),
            new DataDescription(
                "iris",
                Optional.of("a\0b"),
                0,
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Scaling.DEFAULT,
                Optional.empty(),
                Streaming.standard()))) {
      assertTrue(
          assertThrows(
                  DataException.class,
                  () ->
                      new DataReader(directory)
                          .read(description, ReadOptions.training(TargetKind.CLASSES)))
              .getMessage()
              .contains("neither a name nor a path"));
    }
  }
}
