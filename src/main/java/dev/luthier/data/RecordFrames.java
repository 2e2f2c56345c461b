package dev.luthier.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The records of a TFRecord file: length, its checksum, data, their checksum.
 *
 * <p>A checksum is the CRC-32C, rotated right by 15 bits, plus a constant.
 */
final class RecordFrames implements AutoCloseable {

  private static final int MASK = 0xa282ead8;

  private final DataFile file;
  private final InputStream stream;
  private long offset;
  private long record;
  private long dataOffset;
  private int dataChecksum;

  RecordFrames(DataFile file) throws IOException {
    this.file = file;
    stream = file.open();
  }

  /** The next record's data, or nothing at the end. */
  Optional<byte[]> next() throws IOException {
    byte[] head = stream.readNBytes(Long.BYTES + Integer.BYTES);
    if (head.length == 0) {
      return Optional.empty();
    }
    if (head.length < Long.BYTES + Integer.BYTES) {
      throw new EOFException();
    }
    ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    long length = header.getLong();
    if (header.getInt() != checksum(head, Long.BYTES)) {
      throw corrupt(record == 0 && offset == 0 ? "length; is this a TFRecord file?" : "length");
    }
    if (length < 0 || length > DataFile.MOST_BYTES) {
      throw new DataException(place() + ": a record of " + length + " bytes is too large");
    }
    byte[] data = stream.readNBytes((int) length);
    byte[] tail = stream.readNBytes(Integer.BYTES);
    if (data.length < length || tail.length < Integer.BYTES) {
      throw new EOFException();
    }
    dataChecksum = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (dataChecksum != checksum(data, data.length)) {
      throw corrupt("data");
    }
    dataOffset = offset + head.length;
    offset += head.length + data.length + tail.length;
    record++;
    return Optional.of(data);
  }

  private DataException corrupt(String what) {
    return new DataException(place() + ": the checksum does not match the record's " + what);
  }

  /** The next record, as messages name it. */
  String place() {
    return file.name() + ": record " + record + " at byte " + offset;
  }

  /**
   * Number of records in a file that is not gzipped, by their lengths alone: nothing is checked.
   */
  static long count(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long records = 0;
      long at = 0;
      while (at < channel.size() && channel.read(length.clear(), at) == Long.BYTES) {
        records++;
        long next = at + Long.BYTES + Integer.BYTES + Integer.BYTES + length.getLong(0);
        // A negative length leads nowhere, and neither does a sum that overflows.
        at = length.getLong(0) >= 0 && next > at ? next : Long.MAX_VALUE;
      }
      return records;
    }
  }

  /** Where the last record's data start in the file. */
  long dataOffset() {
    return dataOffset;
  }

  /** Checksum of the last record's data. */
  int dataChecksum() {
    return dataChecksum;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + MASK;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
