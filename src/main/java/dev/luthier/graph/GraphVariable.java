package dev.luthier.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * A resource variable of a trial, as data: no graph yet.
 *
 * @param name in graphs and checkpoints, such as {@code hidden/kernel}
 * @param type of the values
 * @param shape of the value
 * @param role what it is for
 * @param initialValue adds the first value to a graph
 */
record GraphVariable(
    String name, Class<? extends TType> type, Shape shape, Role role, InitialValue initialValue) {

  /** What a variable is for; it decides where the variable is saved and exported. */
  enum Role {
    /** Trained by the optimizer. */
    WEIGHT(true, true),
    /** Changed by a layer in training. */
    STATE(true, true),
    /** A setting that changes without a new graph: dropout rate, regularization strength. */
    RATE(true, false),
    /** The optimizer's memory, step counter and learning rate. */
    OPTIMIZER(true, false),
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

  /** Adds a first value to a graph. */
  @FunctionalInterface
  interface InitialValue {
    Operand<? extends TType> add(Ops tf);
  }
}
