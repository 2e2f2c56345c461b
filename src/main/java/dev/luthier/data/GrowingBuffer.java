package dev.luthier.data;

import java.nio.ByteBuffer;

/** Memory outside the heap that grows as values come in. */
final class GrowingBuffer {

  private ByteBuffer data;

  GrowingBuffer(long firstSize) {
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
      long doubled = Math.min(2L * data.capacity(), Integer.MAX_VALUE);
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
