package dev.luthier.data;

import java.util.List;

/** One tensor a sample, all of one shape, in memory or still in their files. */
public sealed interface TensorFeatures extends Features permits Tensors, StreamedTensors {

  /** Name of the input. */
  String name();

  /** Of one sample, without the batch dimension; images are height, width, channels. */
  List<Integer> shape();

  /** What the values are stored as. */
  ElementType type();

  /** What raw values are to be multiplied by, as declared by the data; 1 for nothing declared. */
  float scale();

  /**
   * Some of the samples, in memory.
   *
   * @throws DataException naming a file or record that cannot be read
   */
  Tensors load(int[] rows);

  /** Number of values of one sample. */
  default int sampleValues() {
    return Math.toIntExact(Tensors.values(shape()));
  }
}
