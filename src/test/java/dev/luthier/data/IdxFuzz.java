package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** IDX files of images and labels, plain and gzipped. */
public final class IdxFuzz extends DataFuzz {

  private static final int ZIPPED = 1;

  public IdxFuzz(Path directory) {
    super(directory);
  }

  @Override
  public List<byte[]> seeds() {
    byte[] images = idx(new byte[12], 2, 2, 3);
    byte[] labels = idx(new byte[] {0, 1}, 2);
    return List.of(
        Parts.of(0, images, labels),
        Parts.of(ZIPPED, images, labels),
        Parts.of(0, idx(new byte[2], 2), labels),
        Parts.of(ZIPPED, idx(new byte[8], 2, 2, 2, 1), labels));
  }

  private static byte[] idx(byte[] data, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + data.length);
    file.putInt(0x0800 | sizes.length);
    for (int size : sizes) {
      file.putInt(size);
    }
    return file.put(data).array();
  }

  @Override
  public void read(byte[] input) {
    Parts parts = new Parts(input);
    boolean zipped = (parts.next() & ZIPPED) != 0;
    Path folder = directory.resolve(zipped ? "zipped" : "plain");
    write(folder, "train-images-idx3-ubyte", zipped, parts.part());
    write(folder, "train-labels-idx1-ubyte", zipped, parts.rest());
    read(DataDescription.of(folder.toString()), TargetKind.CLASSES);
  }

  private static void write(Path folder, String name, boolean zipped, byte[] bytes) {
    Reading.write(
        folder.resolve(zipped ? name + ".gz" : name), zipped ? Reading.gzipped(bytes) : bytes);
  }
}
