package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One tensor a sample, all of one shape, such as images.
 *
 * @param name of the input
 * @param shape of one sample, without the batch dimension; images are height, width, channels
 * @param type what the values are stored as
 * @param scale what raw values are to be multiplied by, as declared by the data; 1 for nothing
 *     declared
 * @param sampleRate samples a second, where samples are sounds; else 0
 * @param data row-major values of all samples, direct and in native byte order; each call gives a
 *     view of its own, positioned at 0
 */
public record Tensors(
    String name,
    List<Integer> shape,
    ElementType type,
    float scale,
    int sampleRate,
    ByteBuffer data)
    implements TensorFeatures {

  public Tensors {
    shape = List.copyOf(shape);
    for (int size : shape) {
      if (size <= 0) {
        throw new IllegalArgumentException(
            "shape must have positive sizes, was " + shape + "; leave the batch dimension out");
      }
    }
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "scale must be a positive number, was " + scale + "; leave it out for 1");
    }
    if (!data.isDirect()) {
      throw new IllegalArgumentException("data must be a direct buffer, was on the heap");
    }
    long sampleBytes = values(shape) * type.bytes();
    if (data.remaining() % sampleBytes != 0) {
      throw new IllegalArgumentException(
          "data must be whole samples of "
              + sampleBytes
              + " bytes, was "
              + data.remaining()
              + " bytes");
    }
    data = data.slice();
  }

  /** Tensors that are no sounds. */
  public Tensors(String name, List<Integer> shape, ElementType type, float scale, ByteBuffer data) {
    this(name, shape, type, scale, 0, data);
  }

  /**
   * Checks a shape that is given for a sample.
   *
   * @param field that gives it, for messages
   * @throws IllegalArgumentException where it is not of positive sizes, or their product too large
   */
  static void requireSizes(String field, List<Integer> shape) {
    long values = 1;
    for (int size : shape) {
      if (size <= 0) {
        throw new IllegalArgumentException(
            field + " must be positive sizes, was " + shape + "; write one such as [28, 28]");
      }
      values *= size;
      if (values > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            field
                + " must be of at most "
                + Integer.MAX_VALUE
                + " values in all, was "
                + shape
                + "; write one such as [28, 28]");
      }
    }
  }

  /** Values a sample of a shape has. */
  static long values(List<Integer> shape) {
    long values = 1;
    for (int size : shape) {
      values = Math.multiplyExact(values, size);
    }
    return values;
  }

  @Override
  public int samples() {
    return data.capacity() / (sampleValues() * type.bytes());
  }

  @Override
  public Tensors load(int[] rows) {
    int sampleBytes = sampleValues() * type.bytes();
    ByteBuffer from = data();
    ByteBuffer some = DirectBuffers.bytes((long) rows.length * sampleBytes);
    for (int row : rows) {
      some.put(from.slice(row * sampleBytes, sampleBytes));
    }
    return new Tensors(name, shape, type, scale, sampleRate, some.flip());
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.nativeOrder());
  }
}
