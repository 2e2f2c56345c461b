package dev.luthier.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tensors that stay in their files: known are their number and where each lies.
 *
 * @param name of the input
 * @param shape of one sample
 * @param type that the values are used as; floats may be stored as bytes
 * @param stored where the samples are
 */
public record StreamedTensors(
    String name, List<Integer> shape, ElementType type, StoredSamples stored)
    implements TensorFeatures {

  public StreamedTensors {
    shape = List.copyOf(shape);
    if (Tensors.values(shape) != Tensors.values(stored.shape())) {
      throw new IllegalArgumentException(
          "shape must have as many values as stored samples of "
              + stored.shape()
              + ", was "
              + shape);
    }
    if (type != stored.type() && type != ElementType.FLOAT32) {
      throw new IllegalArgumentException("type must be " + stored.type() + ", was " + type);
    }
  }

  @Override
  public int samples() {
    return stored.samples();
  }

  @Override
  public float scale() {
    return 1;
  }

  @Override
  public Tensors load(int[] rows) {
    int sampleBytes = Math.multiplyExact(sampleValues(), type.bytes());
    ByteBuffer data = DirectBuffers.bytes((long) rows.length * sampleBytes);
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(
            i -> {
              byte[] values = stored.read(rows[i]);
              if (type == stored.type()) {
                data.put(i * sampleBytes, values);
              } else {
                for (int j = 0; j < values.length; j++) {
                  data.putFloat(i * sampleBytes + j * Float.BYTES, values[j] & 0xFF);
                }
              }
            });
    return new Tensors(name, shape, type, 1, data);
  }
}
