package dev.luthier.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CIFAR-10 in its binary version: {@code data_batch_1.bin} and so on and {@code
 * test_batch.bin}, records of a label and three planes of 32 by 32 bytes.
 */
final class CifarReader {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final String FOLDER = "cifar-10-batches-bin";
  private static final List<String> NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarReader() {}

  static boolean accepts(Path directory) {
    return Files.isRegularFile(folder(directory).resolve("data_batch_1.bin"));
  }

  private static Path folder(Path directory) {
    Path inner = directory.resolve(FOLDER);
    return Files.isDirectory(inner) ? inner : directory;
  }

  static Samples read(Path directory) {
    Path folder = folder(directory);
    List<Path> batches =
        Listing.files(folder, List.of(".bin")).stream()
            .filter(file -> file.getFileName().toString().startsWith("data_batch_"))
            .toList();
    Samples train = part(folder, batches);
    Path test = folder.resolve("test_batch.bin");
    return Files.isRegularFile(test)
        ? train.withTest(part(folder, List.of(test)), folder.toString())
        : train;
  }

  private static Samples part(Path folder, List<Path> batches) {
    List<byte[]> contents = new ArrayList<>();
    int records = 0;
    for (Path batch : batches) {
      byte[] content = content(batch);
      contents.add(content);
      records += content.length / RECORD;
    }
    ByteBuffer pixels = DirectBuffers.bytes((long) records * 3 * PLANE);
    double[] labels = new double[records];
    int sample = 0;
    for (byte[] content : contents) {
      for (int start = 0; start < content.length; start += RECORD) {
        labels[sample++] = content[start] & 0xFF;
        for (int i = 1; i <= PLANE; i++) {
          pixels
              .put(content[start + i])
              .put(content[start + i + PLANE])
              .put(content[start + i + 2 * PLANE]);
        }
      }
    }
    return new Samples(
        new Tensors("pixels", List.of(SIDE, SIDE, 3), ElementType.UINT8, 1, pixels.flip()),
        Optional.of(Labels.Numbers.ids(folder.toString(), labels, Optional.of(NAMES))),
        0);
  }

  private static byte[] content(Path batch) {
    try {
      byte[] content = DataFile.read(batch);
      if (content.length == 0 || content.length % RECORD != 0) {
        throw new DataException(
            batch
                + ": has "
                + content.length
                + " bytes, but records have "
                + RECORD
                + " each; the file is truncated");
      }
      return content;
    } catch (IOException e) {
      throw DataFile.failure(batch.toString(), e);
    }
  }
}
