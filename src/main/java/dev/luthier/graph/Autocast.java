package dev.luthier.graph;

import dev.luthier.nn.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Casts what the ops of layers are given, so that each computes in the type that {@link CastRules}
 * say. Gradients follow: that of a cast is a cast back, so those of weights are float32.
 *
 * <p>Java's types do not see it: what layers hand to each other as float32 may be of the low type.
 * Only layers do, through {@link #layer}; what leaves them is made {@linkplain #float32 float32}.
 *
 * <p>One is for one pass through a network: a value is cast to a type once.
 */
final class Autocast {

  private final Optional<DataType> low;
  private final Map<Output<?>, Map<DataType, Output<?>>> casts = new HashMap<>();

  Autocast(Precision precision) {
    this.low = precision.lowType();
  }

  /** Ops for layers, in the same place of the graph. */
  Ops layer(Ops tf) {
    return low.isEmpty() ? tf : Ops.create(new CastingEnvironment(this, tf.scope(), false));
  }

  /** Ops that all compute in float32, in the same place of the graph. */
  Ops exact(Ops tf) {
    return low.isEmpty() ? tf : Ops.create(new CastingEnvironment(this, tf.scope(), true));
  }

  /** Whether a value is of the low type. */
  boolean isLow(Operand<TFloat32> value) {
    return low.isPresent() && value.asOutput().dataType() == low.get();
  }

  /** A value of a layer in float32. */
  Operand<TFloat32> float32(Ops tf, Operand<TFloat32> value) {
    return isLow(value) ? operand(cast(tf.scope(), value.asOutput(), DataType.DT_FLOAT)) : value;
  }

  /** A value in the type that layers hand on. */
  Operand<TFloat32> low(Ops tf, Operand<TFloat32> value) {
    return low.isEmpty() || isLow(value)
        ? value
        : operand(cast(tf.scope(), value.asOutput(), low.get()));
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> operand(Output<?> output) {
    return (Operand<TFloat32>) output;
  }

  /** What the inputs of an op are cast to; empty for as they are. */
  Optional<DataType> type(CastRules rule, boolean exact, List<Output<?>> inputs) {
    if (rule == CastRules.ANY) {
      return Optional.empty();
    }
    if (exact) {
      return Optional.of(DataType.DT_FLOAT);
    }
    return switch (rule) {
      case LOW -> low;
      case FOLLOWING -> inputs.stream().anyMatch(this::isLow) ? low : Optional.empty();
      case STATISTICS, FLOAT32 -> Optional.of(DataType.DT_FLOAT);
      case ANY -> Optional.empty();
    };
  }

  private boolean isLow(Output<?> output) {
    return low.isPresent() && output.dataType() == low.get();
  }

  /** A value in a type, if it is one that layers compute in. */
  Output<?> cast(Scope scope, Output<?> value, DataType type) {
    boolean casts = value.dataType() == DataType.DT_FLOAT || isLow(value);
    return casts && value.dataType() != type
        ? this.casts
            .computeIfAbsent(value, any -> new HashMap<>())
            .computeIfAbsent(type, to -> added(scope, value, to))
        : value;
  }

  private static Output<?> added(Scope scope, Output<?> value, DataType type) {
    OperationBuilder builder = scope.withName("Cast").opBuilder("Cast", "Cast");
    Operation cast = builder.addInput(value).setAttr("DstT", type).build();
    return cast.output(0);
  }
}
