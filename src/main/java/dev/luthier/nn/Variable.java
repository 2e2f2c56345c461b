package dev.luthier.nn;

import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * A float variable that a layer needs, as data: no graph yet.
 *
 * @param name within the layer, such as {@code kernel}; the graph's name is {@code layer/kernel}
 * @param shape of the value
 * @param initializer gives the first value
 * @param role who changes it
 * @param regularizer adds to the loss, only for {@link Role#WEIGHT}
 * @param constraint applied after every optimizer step, only for {@link Role#WEIGHT}
 */
public record Variable(
    String name,
    Shape shape,
    Initializer initializer,
    Role role,
    Optional<Regularizer> regularizer,
    Optional<MaxNorm> constraint) {

  /** Who changes a variable's value. */
  public enum Role {
    /** Trained by the optimizer. */
    WEIGHT,
    /** Changed by the layer itself in training, such as a moving mean. */
    STATE,
    /** A setting such as a dropout rate, which another trial may set without a new graph. */
    RATE
  }

  public static Variable weight(String name, Shape shape, Initializer initializer) {
    return new Variable(name, shape, initializer, Role.WEIGHT, Optional.empty(), Optional.empty());
  }

  public static Variable state(String name, Shape shape, Initializer initializer) {
    return new Variable(name, shape, initializer, Role.STATE, Optional.empty(), Optional.empty());
  }

  public static Variable rate(String name, float value) {
    return new Variable(
        name,
        Shape.scalar(),
        new Initializer.Constant(value),
        Role.RATE,
        Optional.empty(),
        Optional.empty());
  }

  /** The same variable of a part of a layer: {@code part/name}. */
  Variable within(String part) {
    return new Variable(part + "/" + name, shape, initializer, role, regularizer, constraint);
  }

  public Variable withRegularizer(Optional<Regularizer> newRegularizer) {
    return new Variable(name, shape, initializer, role, newRegularizer, constraint);
  }

  public Variable withConstraint(Optional<MaxNorm> newConstraint) {
    return new Variable(name, shape, initializer, role, regularizer, newConstraint);
  }
}
