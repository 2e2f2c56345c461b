package dev.luthier.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Gathers where the values of one feature lie in a TFRecord file, record by record. */
final class RecordLocations {

  private final Path path;
  private final MessageDigest checksums = ContentDigest.sha256();
  private long[] offsets = new long[1024];
  private int[] lengths = new int[1024];
  private int records;
  private long bytes;

  RecordLocations(Path path) {
    this.path = path;
  }

  /**
   * Adds the record that was read last.
   *
   * @throws DataException where the values do not lie in it as they are
   */
  void add(byte[] record, RecordFrames frames, String feature, String place) throws IOException {
    Optional<ExampleBytes> values = ExampleBytes.find(record, feature);
    if (values.isEmpty()) {
      throw new DataException(
          place
              + ": the feature "
              + feature
              + " cannot be streamed, since its numbers do not lie in the file as they are; store"
              + " it as floats or bytes, or write streaming: NEVER in a data file");
    }
    if (records == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * records);
      lengths = Arrays.copyOf(lengths, 2 * records);
    }
    offsets[records] = frames.dataOffset() + values.get().offset();
    lengths[records++] = values.get().length();
    bytes = frames.dataOffset() + record.length + Integer.BYTES;
    checksums.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, frames.dataChecksum()));
  }

  /** The samples. */
  StoredRecords result(Optional<ImageSize> image, List<Integer> shape, ElementType type) {
    StoredRecords.RecordFile file =
        new StoredRecords.RecordFile(
            path,
            bytes,
            Arrays.copyOf(offsets, records),
            Arrays.copyOf(lengths, records),
            HexFormat.of().formatHex(checksums.digest()));
    return new StoredRecords(List.of(file), image, shape, type);
  }
}
