package dev.luthier;

import com.google.protobuf.ByteString;
import dev.luthier.data.proto.BytesList;
import dev.luthier.data.proto.Example;
import dev.luthier.data.proto.Feature;
import dev.luthier.data.proto.Features;
import dev.luthier.data.proto.FloatList;
import dev.luthier.data.proto.Int64List;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;

/** Small images of two classes, one redder than the other, in files of several kinds. */
public final class Pictures {

  public static final int HEIGHT = 6;
  public static final int WIDTH = 5;
  public static final int SAMPLES = 70;
  private static final int TEST_SAMPLES = 12;

  /** How the samples are stored. */
  public enum Stored {
    FOLDERS,
    ENCODED_RECORDS,
    BYTE_RECORDS,
    FLOAT_RECORDS
  }

  private Pictures() {}

  /** Writes samples; gives the text of a data file for them, without what is about streaming. */
  public static String write(Path directory, Stored stored) throws IOException {
    if (stored == Stored.FOLDERS) {
      for (int i = 0; i < SAMPLES; i++) {
        String part = i < SAMPLES - TEST_SAMPLES ? "train" : "test";
        Path folder = directory.resolve("images").resolve(part).resolve(label(i));
        Files.createDirectories(folder);
        Files.write(folder.resolve("image" + (100 + i) + ".png"), png(image(i)));
      }
      return "path: \"" + directory.resolve("images") + "\"";
    }
    Path train = directory.resolve("train.tfrecord");
    Path test = directory.resolve("test.tfrecord");
    Files.write(train, records(stored, 0, SAMPLES - TEST_SAMPLES));
    Files.write(test, records(stored, SAMPLES - TEST_SAMPLES, SAMPLES));
    String shape =
        stored == Stored.ENCODED_RECORDS ? "" : " shape: [%d, %d, 3]".formatted(HEIGHT, WIDTH);
    return "path: \"%s\" test_path: \"%s\" records { features: \"image\"%s }"
        .formatted(train, test, shape);
  }

  private static String label(int sample) {
    return sample % 3 == 0 ? "red" : "any";
  }

  private static BufferedImage image(int sample) {
    Random random = new Random(sample);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int red = random.nextInt(label(sample).equals("red") ? 100 : 0, 256);
      image.setRGB(
          i % WIDTH, i / WIDTH, new Color(red, random.nextInt(256), random.nextInt(256)).getRGB());
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static byte[] records(Stored stored, int from, int to) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      Feature label =
          Feature.newBuilder()
              .setInt64List(Int64List.newBuilder().addValue(label(i).equals("red") ? 1 : 0))
              .build();
      // Something else around the feature, of a length that differs.
      Feature note =
          Feature.newBuilder()
              .setBytesList(
                  BytesList.newBuilder().addValue(ByteString.copyFromUtf8("n".repeat(i * 3))))
              .build();
      Example example =
          Example.newBuilder()
              .setFeatures(
                  Features.newBuilder()
                      .putFeature("a note", note)
                      .putFeature("image", feature(stored, image(i)))
                      .putFeature("label", label))
              .build();
      file.write(framed(example.toByteArray()));
    }
    return file.toByteArray();
  }

  private static Feature feature(Stored stored, BufferedImage image) throws IOException {
    byte[] values = new byte[HEIGHT * WIDTH * 3];
    FloatList.Builder floats = FloatList.newBuilder();
    for (int i = 0; i < values.length; i++) {
      int rgb = image.getRGB(i / 3 % WIDTH, i / 3 / WIDTH);
      values[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
      floats.addValue((values[i] & 0xFF) / 255f);
    }
    return switch (stored) {
      case FLOAT_RECORDS -> Feature.newBuilder().setFloatList(floats).build();
      case BYTE_RECORDS -> bytes(values);
      case ENCODED_RECORDS, FOLDERS -> bytes(png(image));
    };
  }

  private static Feature bytes(byte[] value) {
    return Feature.newBuilder()
        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFrom(value)))
        .build();
  }

  /** A record of a TFRecord file. */
  public static byte[] framed(byte[] data) {
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    return ByteBuffer.allocate(data.length + 16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(checksum(length))
        .put(data)
        .putInt(checksum(data))
        .array();
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }
}
