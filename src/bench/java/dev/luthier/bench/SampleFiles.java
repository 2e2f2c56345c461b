package dev.luthier.bench;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

/**
 * Random digits, written as the formats that Luthier reads.
 *
 * @param pixels of all samples
 * @param labels from 0 to 9
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record SampleFiles(byte[] pixels, byte[] labels) {

  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;

  static SampleFiles of(int samples) {
    Random random = new Random(0);
    byte[] pixels = new byte[samples * PIXELS];
    random.nextBytes(pixels);
    byte[] labels = new byte[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = (byte) (i % 10);
    }
    return new SampleFiles(pixels, labels);
  }

  /** Writes idx, npz, csv or tfrecord; returns the path to read. */
  Path write(String format, Path directory) throws IOException {
    return switch (format) {
      case "idx" -> idx(directory);
      case "npz" -> npz(directory.resolve("digits.npz"));
      case "csv" -> csv(directory.resolve("digits.csv"));
      case "tfrecord" -> records(directory.resolve("digits.tfrecord"));
      default ->
          throw new IllegalArgumentException(
              "the format is idx, npz, csv or tfrecord, was " + format);
    };
  }

  private Path idx(Path directory) throws IOException {
    try (DataOutputStream images = data(directory.resolve("train-images-idx3-ubyte"))) {
      images.writeInt(0x0803);
      images.writeInt(labels.length);
      images.writeInt(SIDE);
      images.writeInt(SIDE);
      images.write(pixels);
    }
    try (DataOutputStream classes = data(directory.resolve("train-labels-idx1-ubyte"))) {
      classes.writeInt(0x0801);
      classes.writeInt(labels.length);
      classes.write(labels);
    }
    return directory;
  }

  private static DataOutputStream data(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  private Path npz(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "x_train.npy", "(" + labels.length + ", 28, 28)", pixels);
      put(zip, "y_train.npy", "(" + labels.length + ",)", labels);
    }
    return file;
  }

  private static void put(ZipOutputStream zip, String name, String shape, byte[] values)
      throws IOException {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    // The header ends with a new line at a multiple of 64 bytes.
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    header.put((byte) 1).put((byte) 0).putShort((short) length);
    header.put(
        (text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    CRC32 checksum = new CRC32();
    checksum.update(header.array());
    checksum.update(values);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(header.capacity() + values.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(header.array());
    zip.write(values);
    zip.closeEntry();
  }

  private Path csv(Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        writer.write("pixel" + pixel + ",");
      }
      writer.write("label\n");
      for (int i = 0; i < labels.length; i++) {
        for (int pixel = 0; pixel < PIXELS; pixel++) {
          writer.write((pixels[i * PIXELS + pixel] & 0xff) + ",");
        }
        writer.write(labels[i] + "\n");
      }
    }
    return file;
  }

  private Path records(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < labels.length; i++) {
        ByteString raw = ByteString.copyFrom(pixels, i * PIXELS, PIXELS);
        Example example =
            Example.newBuilder()
                .setFeatures(
                    Features.newBuilder()
                        .putFeature(
                            "image",
                            Feature.newBuilder()
                                .setBytesList(BytesList.newBuilder().addValue(raw))
                                .build())
                        .putFeature(
                            "label",
                            Feature.newBuilder()
                                .setInt64List(Int64List.newBuilder().addValue(labels[i]))
                                .build()))
                .build();
        frame(out, example.toByteArray());
      }
    }
    return file;
  }

  private static void frame(OutputStream out, byte[] record) throws IOException {
    byte[] size = little(Long.BYTES).putLong(record.length).array();
    out.write(size);
    out.write(little(Integer.BYTES).putInt(masked(size)).array());
    out.write(record);
    out.write(little(Integer.BYTES).putInt(masked(record)).array());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }
}
