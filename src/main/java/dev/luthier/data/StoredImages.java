package dev.luthier.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * JPEG and PNG images, a file each.
 *
 * @param files in the samples' order
 * @param size that images are brought to
 * @param fingerprint over names and sizes of the files
 */
public record StoredImages(List<Path> files, ImageSize size, String fingerprint)
    implements StoredSamples {

  public StoredImages {
    files = List.copyOf(files);
  }

  /** Images below a directory. Their names and sizes in bytes are looked at, not their contents. */
  static StoredImages of(Path directory, List<Path> files, ImageSize size) {
    MessageDigest digest = ContentDigest.sha256();
    for (Path file : files) {
      try {
        String line = directory.relativize(file) + " " + Files.size(file) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw DataFile.failure(file.toString(), e);
      }
    }
    return new StoredImages(files, size, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public int samples() {
    return files.size();
  }

  @Override
  public List<Integer> shape() {
    return size.shape();
  }

  @Override
  public ElementType type() {
    return ElementType.UINT8;
  }

  @Override
  public String place(int row) {
    return files.get(row).toString();
  }

  @Override
  public byte[] read(int row) {
    try {
      return size.decode(DataFile.read(files.get(row)));
    } catch (IOException e) {
      throw DataFile.failure(place(row), e);
    }
  }

  @Override
  public StoredSamples and(StoredSamples others, String name) {
    if (!(others instanceof StoredImages images) || !images.size.equals(size)) {
      throw new DataException(
          name + ": the test part is not a directory of images of the size " + size.shape());
    }
    List<Path> all = new ArrayList<>(files);
    all.addAll(images.files);
    return new StoredImages(all, size, fingerprint + " " + images.fingerprint);
  }
}
