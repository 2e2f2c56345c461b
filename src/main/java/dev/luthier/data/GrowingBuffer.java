package dev.luthier.data;

import java.nio.ByteBuffer;

/** Memory outside the heap that grows as values come in. */
final class GrowingBuffer {

  private final long mostSize;
  private ByteBuffer data;

  /** A buffer of no known end. */
  GrowingBuffer(long firstSize) {
    this(firstSize, Integer.MAX_VALUE);
  }

  /**
   * An empty buffer.
   *
   * @param mostSize bytes that will be put in at most
   */
  GrowingBuffer(long firstSize, long mostSize) {
    this.mostSize = Math.min(mostSize, Integer.MAX_VALUE);
    data = DirectBuffers.bytes(Math.max(firstSize, 1));
  }

  void put(byte[] bytes, int offset, int length) {
    require(length);
    data.put(bytes, offset, length);
  }

  void put(float value) {
    require(Float.BYTES);
    data.putFloat(value);
  }

  private void require(int more) {
    if (data.remaining() < more) {
      long needed = (long) data.position() + more;
      long doubled = Math.min(2L * data.capacity(), mostSize);
      data = DirectBuffers.bytes(Math.max(needed, doubled)).put(data.flip());
    }
  }

  /** Bytes that were put in. */
  long size() {
    return data.position();
  }

  /** What was put in. */
  ByteBuffer contents() {
    return data.flip();
  }
}
