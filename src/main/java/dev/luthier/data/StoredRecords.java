package dev.luthier.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One feature of the examples in TFRecord files: where in the files its values lie.
 *
 * @param files in the samples' order
 * @param image that encoded images are brought to; empty where values lie as they are
 * @param shape of one sample
 * @param type of the values
 */
public record StoredRecords(
    List<RecordFile> files, Optional<ImageSize> image, List<Integer> shape, ElementType type)
    implements StoredSamples {

  /**
   * The values in one file. The longest arrays there are, and never compared as a part of the
   * record.
   *
   * @param path of the file
   * @param bytes that the file has
   * @param offsets of the values in the file, one a sample
   * @param lengths of the values in bytes, one a sample
   * @param fingerprint over the records' checksums
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record RecordFile(
      Path path, long bytes, long[] offsets, int[] lengths, String fingerprint) {}

  public StoredRecords {
    files = List.copyOf(files);
    shape = List.copyOf(shape);
  }

  @Override
  public int samples() {
    return files.stream().mapToInt(file -> file.offsets.length).sum();
  }

  /** Which of the files a sample is in. */
  public int fileOf(int row) {
    int file = 0;
    for (int left = row; left >= files.get(file).offsets.length; file++) {
      left -= files.get(file).offsets.length;
    }
    return file;
  }

  private int rowInFile(int row) {
    int before = files.subList(0, fileOf(row)).stream().mapToInt(file -> file.offsets.length).sum();
    return row - before;
  }

  @Override
  public String place(int row) {
    return files.get(fileOf(row)).path + ": record " + rowInFile(row);
  }

  @Override
  public String fingerprint() {
    return String.join(" ", files.stream().map(RecordFile::fingerprint).toList());
  }

  @Override
  public byte[] read(int row) {
    RecordFile file = files.get(fileOf(row));
    int place = rowInFile(row);
    ByteBuffer values = ByteBuffer.allocate(file.lengths[place]);
    try (FileChannel channel = FileChannel.open(file.path)) {
      while (values.hasRemaining()) {
        if (channel.read(values, file.offsets[place] + values.position()) < 0) {
          throw new EOFException();
        }
      }
      return image.isPresent() ? image.get().decode(values.array()) : values.array();
    } catch (IOException e) {
      throw DataFile.failure(place(row), e);
    }
  }

  @Override
  public StoredSamples and(StoredSamples others, String name) {
    if (!(others instanceof StoredRecords records)
        || !records.image.equals(image)
        || !records.shape.equals(shape)
        || records.type != type) {
      throw new DataException(
          name
              + ": the test part is not a TFRecord file with samples of shape "
              + shape
              + " and type "
              + type);
    }
    List<RecordFile> all = new ArrayList<>(files);
    all.addAll(records.files);
    return new StoredRecords(all, image, shape, type);
  }
}
