package dev.luthier.graph;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A resource variable of a trial, as data: no graph yet.
 *
 * @param name in graphs and checkpoints, such as {@code hidden/kernel}
 * @param type of the values
 * @param shape of the value
 * @param role what it is for
 * @param initialValue where the first value comes from
 */
record GraphVariable(
    String name, Class<? extends TType> type, Shape shape, Role role, InitialValue initialValue) {

  /** All but the first value, of which only the kind counts. */
  List<Object> withoutValue() {
    return List.of(name, type, shape, role, initialValue.getClass());
  }

  /** Whether it counts steps or seeds draws. */
  boolean isCounter() {
    return role == Role.OPTIMIZER && (type == TInt64.class || type == TInt32.class);
  }

  /** What a variable is for; it decides where the variable is saved and exported. */
  enum Role {
    /** Trained by the optimizer. */
    WEIGHT(true, true),
    /** Changed by a layer in training. */
    STATE(true, true),
    /** A setting that changes without a new graph: dropout rate, regularization strength. */
    RATE(true, false),
    /** What training rows say of the data, such as a mean to subtract. */
    ENCODING(false, false),
    /** The optimizer's memory, step counter and learning rate. */
    OPTIMIZER(true, false),
    /** Working memory of a step. */
    SCRATCH(false, false),
    /** Loss and statistics of the present epoch. */
    TOTAL(true, false),
    /** Loss and statistics of an evaluation. */
    EVALUATION(false, false),
    /** Samples on the device. */
    DATA(false, false);

    private final boolean saved;
    private final boolean exported;

    Role(boolean saved, boolean exported) {
      this.saved = saved;
      this.exported = exported;
    }

    /** Whether a checkpoint holds it. */
    boolean saved() {
      return saved;
    }

    /** Whether a SavedModel holds it. */
    boolean exported() {
      return exported;
    }
  }

  /** Where a first value comes from; what differs between trials is fed to the graph. */
  sealed interface InitialValue {

    /** A value that is the same for all trials of a graph. */
    record Fixed(Function<Ops, Operand<? extends TType>> value) implements InitialValue {}

    /** A value that follows from a trial's seed, fed as int32 of shape [2]. */
    record Drawn(long seed, BiFunction<Ops, Operand<TInt32>, Operand<? extends TType>> value)
        implements InitialValue {}

    /** Values that a trial sets, as many as the variable has. */
    record Given(List<Float> values) implements InitialValue {

      public Given {
        values = List.copyOf(values);
      }
    }
  }
}
