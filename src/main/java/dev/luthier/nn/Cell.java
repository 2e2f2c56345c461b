package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What a recurrent layer does at one position of a sequence. */
interface Cell {

  /** Length of an output and of each state. */
  int units();

  /** How many states there are; the first is the output. */
  int states();

  /** How many times {@link #units} columns the kernels have. */
  int gates();

  /** The variables of one direction. */
  List<Variable> variables(long channels);

  /**
   * Works out what does not depend on states, for all positions at once.
   *
   * @param sequences {@code [length, batch, channels]}
   */
  Step begin(LayerScope scope, Operand<TFloat32> sequences);

  /** One step. */
  interface Step {

    /**
     * The states after a position.
     *
     * @param states those before it, {@code [batch, units]} each
     */
    List<Operand<TFloat32>> after(int position, List<Operand<TFloat32>> states);
  }
}
