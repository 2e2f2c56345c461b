package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory outside the heap, in native byte order. */
final class DirectBuffers {

  /** What to do about data that are too large, to follow a message. */
  static final String REMEDY =
      "; write them as a .tfrecord file or a directory of images, which can be streamed";

  private DirectBuffers() {}

  static ByteBuffer bytes(long count) {
    if (count > Integer.MAX_VALUE) {
      throw new DataException(
          "the data take "
              + count
              + " bytes, more than the 2 GiB that one data set may have"
              + REMEDY);
    }
    try {
      return ByteBuffer.allocateDirect((int) count).order(ByteOrder.nativeOrder());
    } catch (OutOfMemoryError e) {
      throw new DataException(
          "the data take "
              + count
              + " bytes, more than is left of the memory; raise -XX:MaxDirectMemorySize",
          e);
    }
  }

  static FloatBuffer floats(long count) {
    return bytes(Math.multiplyExact(count, (long) Float.BYTES)).asFloatBuffer();
  }
}
