package dev.luthier.nn;

import java.util.Optional;
import org.tensorflow.proto.DataType;

/**
 * In which numbers a model's layers compute. Weights, what the optimizer keeps, statistics of
 * normalizations, losses and metrics are float32 in all of them, as in Keras' policies.
 */
public enum Precision {
  /** Everything in float32. */
  FLOAT32(DataType.DT_FLOAT),
  /** Layers in bfloat16: the range of float32 with three significant digits. */
  MIXED_BFLOAT16(DataType.DT_BFLOAT16),
  /**
   * Layers in float16: four significant digits up to 65504. The loss is scaled, so that small
   * gradients do not become 0.
   */
  MIXED_FLOAT16(DataType.DT_HALF);

  private final DataType layerType;

  Precision(DataType layerType) {
    this.layerType = layerType;
  }

  /** The type that layers compute in, where it is not float32. */
  public Optional<DataType> lowType() {
    return this == FLOAT32 ? Optional.empty() : Optional.of(layerType);
  }

  /** Whether gradients may be too small for the type. */
  public boolean scalesLoss() {
    return this == MIXED_FLOAT16;
  }
}
