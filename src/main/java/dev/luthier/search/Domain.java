package dev.luthier.search;

import java.util.OptionalLong;

/**
 * The values that a parameter can take.
 *
 * <p>Every domain maps to and from the unit interval, so that equal lengths there are equally
 * likely: a sampler that draws uniform numbers from [0, 1) needs to know nothing else.
 */
public sealed interface Domain permits IntRange, FloatRange, Choice {

  /** Number of values; empty for a continuous domain. */
  OptionalLong size();

  /**
   * A value by its place in order.
   *
   * @param index from 0 to below {@link #size}
   * @throws IllegalStateException for a continuous domain
   */
  Value value(long index);

  /** Whether a value is one of these. */
  boolean contains(Value value);

  /**
   * The value at a place in the unit interval.
   *
   * @param unit from 0 to 1; numbers outside are moved to the nearer end
   * @throws IllegalArgumentException for NaN
   */
  Value fromUnit(double unit);

  /**
   * The place of a value in the unit interval: of a discrete one the middle of its part.
   *
   * @throws IllegalArgumentException where the domain does not contain it
   */
  double toUnit(Value value);

  /** Whether neighbouring values are alike: false for a choice without order. */
  boolean isOrdered();

  /** For people, such as {@code 32 to 512 by 32}. */
  String text();
}
