package dev.luthier.data;

import java.util.List;
import java.util.Optional;

/**
 * A {@code .tfrecord} file of {@code tf.train.Example}, plain or gzipped.
 *
 * @param features name of the feature: numbers, or an encoded JPEG or PNG image; empty for the only
 *     one, or one with a usual name
 * @param label name of the label; empty for {@code label}, {@code class} or {@code target}
 * @param shape of one sample; empty for one dimension, or the size of the first image
 */
public record RecordsFormat(Optional<String> features, Optional<String> label, List<Integer> shape)
    implements DataFormat {

  public RecordsFormat {
    shape = List.copyOf(shape);
    Tensors.requireSizes("shape", shape);
  }

  /** The usual names. */
  public static RecordsFormat standard() {
    return new RecordsFormat(Optional.empty(), Optional.empty(), List.of());
  }
}
