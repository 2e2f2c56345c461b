package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** An image beside a valid one: JPEG and PNG as bytes, and PNG with right checksums. */
public final class ImagesFuzz extends DataFuzz {

  private static final int AS_IT_IS = 0;
  private static final int CHECKED = 1;
  private static final int BUILT = 2;
  private static final int KINDS = 3;
  private static final int STREAMED = 4;
  private static final int GRAY = 8;
  private static final int SIGNATURE = 8;
  private static final int AROUND = 12;

  public ImagesFuzz(Path directory) throws IOException {
    super(directory);
    Reading.write(
        directory.resolve("images/b/valid.png"), encoded("png", BufferedImage.TYPE_INT_RGB));
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_BYTE_BINARY,
          BufferedImage.TYPE_INT_ARGB
        }) {
      seeds.add(Parts.of(CHECKED, encoded("png", type)));
    }
    seeds.add(Parts.of(AS_IT_IS | GRAY, encoded("png", BufferedImage.TYPE_INT_RGB)));
    seeds.add(Parts.of(AS_IT_IS, encoded("jpeg", BufferedImage.TYPE_INT_RGB)));
    seeds.add(Parts.of(AS_IT_IS | GRAY, encoded("jpeg", BufferedImage.TYPE_BYTE_GRAY)));
    byte[] header = {0, 0, 0, 2, 0, 0, 0, 3, 8, 2, 0, 0, 0};
    byte[] palette = {0, 0, 0, 1, 1, 1};
    seeds.add(Parts.of(BUILT, header, chunk("PLTE", palette), new byte[21]));
    seeds.add(
        Parts.of(
            BUILT | STREAMED,
            new byte[] {0, 0, 0, 4, 0, 0, 0, 4, 8, 3, 0, 0, 1},
            chunk("PLTE", palette),
            new byte[20]));
    return seeds;
  }

  private static byte[] encoded(String format, int type) throws IOException {
    BufferedImage image = new BufferedImage(5, 6, type);
    for (int i = 0; i < 30; i++) {
      image.setRGB(i % 5, i / 5, 0xFF000000 | i * 0x050709);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @Override
  public List<String> words() {
    return List.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "iCCP", "zTXt", "iTXt", "sBIT");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    int choice = parts.next();
    byte[] image =
        switch ((choice & 3) % KINDS) {
          case CHECKED -> checked(parts.rest());
          case BUILT -> built(parts);
          default -> parts.rest();
        };
    Path folder = directory.resolve("images");
    Reading.write(folder.resolve("a/any.png"), image);
    DataDescription description = DataDescription.of(folder.toString());
    if ((choice & STREAMED) != 0) {
      description =
          description.withStreaming(new Streaming(Streaming.Mode.ALWAYS, Streaming.DEFAULT_BOUND));
    }
    if ((choice & GRAY) != 0) {
      description = description.withFormat(new ImagesFormat(7, 3, 1));
    }
    read(description, TargetKind.CLASSES);
  }

  /** With the right checksum behind each chunk, as far as there are chunks. */
  private static byte[] checked(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png.clone());
    int place = SIGNATURE;
    while (place + AROUND <= png.length) {
      long length = chunks.getInt(place) & 0xFFFFFFFFL;
      if (length > png.length - place - AROUND) {
        break;
      }
      int end = place + 8 + (int) length;
      chunks.putInt(end, checksum(Arrays.copyOfRange(chunks.array(), place + 4, end)));
      place = end + 4;
    }
    return chunks.array();
  }

  /** Of a header, a chunk and unfiltered rows, compressed here. */
  private static byte[] built(Parts parts) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    png.writeBytes(chunk("IHDR", parts.part()));
    png.writeBytes(checked(parts.part()));
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
      deflater.write(parts.rest());
    }
    png.writeBytes(chunk("IDAT", rows.toByteArray()));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] body =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    return ByteBuffer.allocate(AROUND + data.length)
        .putInt(data.length)
        .put(body)
        .putInt(checksum(body))
        .array();
  }

  private static int checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  @Override
  public long allowance(int inputBytes) {
    // An image's memory is taken before it is decoded, and each pixel several times.
    return super.allowance(inputBytes) + 16 * Pixels.FREE_PIXELS;
  }
}
