package dev.luthier.tensorboard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TFRecord framing: length (uint64), its masked CRC-32C, the data, its masked CRC-32C; all numbers
 * little-endian. The mask keeps a checksum apart from the checksum of data that holds checksums.
 */
final class RecordFraming {

  /** Bytes in front of the data. */
  static final int HEADER = Long.BYTES + Integer.BYTES;

  /** Bytes that a record takes beside its data. */
  static final int OVERHEAD = HEADER + Integer.BYTES;

  private static final int MASK_DELTA = 0xa282ead8;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTEGERS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final CRC32C checksum = new CRC32C();

  /** Writes header and footer around the data that starts {@link #HEADER} after the record. */
  void frame(byte[] buffer, int record, int size) {
    LONGS.set(buffer, record, (long) size);
    INTEGERS.set(buffer, record + Long.BYTES, maskedChecksum(buffer, record, Long.BYTES));
    INTEGERS.set(buffer, record + HEADER + size, maskedChecksum(buffer, record + HEADER, size));
  }

  /** The length that a header gives; -1 where its checksum is not right. */
  long length(byte[] header) {
    int expected = (int) INTEGERS.get(header, Long.BYTES);
    return maskedChecksum(header, 0, Long.BYTES) == expected ? (long) LONGS.get(header, 0) : -1;
  }

  private int maskedChecksum(byte[] bytes, int offset, int length) {
    checksum.reset();
    checksum.update(bytes, offset, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }
}
