package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code .npy} arrays in archives with right checksums and in directories, and archives as bytes.
 */
public final class ArraysFuzz extends DataFuzz {

  private static final int ARCHIVE = 0;
  private static final int FOLDER = 1;
  private static final int VALUES = 2;
  private static final int CHOICES = 4;

  public ArraysFuzz(Path directory) {
    super(directory);
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    byte[] bytes = array("'|u1'", false, "(2, 3)", new byte[] {1, 2, 3, 4, 5, 6});
    byte[] floats = array("'<f4'", true, "(2, 2, 1)", new byte[16]);
    byte[] doubles = array("'>f8'", false, "(2L,)", new byte[16]);
    byte[] labels = array("'<i8'", false, "(2,)", new byte[16]);
    return List.of(
        Parts.of(ARCHIVE, bytes, labels),
        Parts.of(ARCHIVE, floats, labels),
        Parts.of(VALUES, doubles, array("'<f2'", true, "(2, 2)", new byte[8])),
        Parts.of(FOLDER, floats, labels),
        Parts.of(CHOICES - 1, archive(bytes, labels)));
  }

  @Override
  public List<String> words() {
    return List.of(
        "'descr': ",
        "'fortran_order': True",
        "'shape': (",
        "|O",
        "<f4",
        ">i8",
        "|b1",
        "(0,)",
        "()",
        "(2147483647, 2147483647, 2147483647)",
        "(65536, 65536)",
        "(-1,)",
        ", ",
        "x.npy",
        "PK\u0001\u0002");
  }

  /** In version 1 of the format. */
  private static byte[] array(String type, boolean columnMajor, String shape, byte[] data) {
    String header =
        "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, columnMajor ? "True" : "False", shape);
    return ByteBuffer.allocate(10 + header.length() + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .put(data)
        .array();
  }

  private static byte[] archive(byte[] features, byte[] labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment("two arrays");
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(features);
      zip.putNextEntry(new ZipEntry("y.npy"));
      zip.write(labels);
    }
    return bytes.toByteArray();
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    int choice = parts.next() % CHOICES;
    Path path = directory.resolve("a.npz");
    if (choice == CHOICES - 1) {
      Reading.write(path, parts.rest());
    } else if (choice == FOLDER) {
      path = directory.resolve("arrays");
      Reading.write(path.resolve("x.npy"), parts.part());
      Reading.write(path.resolve("y.npy"), parts.rest());
    } else {
      Reading.write(path, archive(parts.part(), parts.rest()));
    }
    read(
        DataDescription.of(path.toString()),
        choice == VALUES ? TargetKind.VALUES : TargetKind.CLASSES);
  }
}
