package dev.luthier.nn;

import java.util.List;
import org.tensorflow.ndarray.Shape;

/** Checks of what a layer is given, with errors that say what it needs instead. */
final class InputShapes {

  private InputShapes() {}

  /** The shape of the only input. */
  static Shape one(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          "needs one input, was given "
              + inputs.size()
              + " "
              + inputs
              + "; join them before it by a layer of add, multiply or concat");
    }
    return inputs.get(0);
  }

  /** The shape of the only input, which has at least one dimension. */
  static Shape vectors(List<Shape> inputs) {
    Shape input = one(inputs);
    if (input.numDimensions() < 1) {
      throw new IllegalArgumentException(
          "needs a sample of at least one dimension, was given a single number; put a layer of"
              + " reshape { shape: 1 } before it");
    }
    return input;
  }

  /** The shape of the only input, {@code [length, channels]}. */
  static Shape sequence(List<Shape> inputs) {
    Shape input = one(inputs);
    if (input.numDimensions() != 2) {
      throw new IllegalArgumentException(
          "needs a sample of shape [length, channels], was given "
              + input
              + "; put a layer of reshape { shape: "
              + (input.numDimensions() == 1 ? input.append(1) : "[length, channels]")
              + " } before it");
    }
    return input;
  }

  /** The shape of the only input, {@code [height, width, channels]}. */
  static Shape image(List<Shape> inputs) {
    Shape input = one(inputs);
    if (input.numDimensions() != 3) {
      throw new IllegalArgumentException(
          "needs a sample of shape [height, width, channels], was given "
              + input
              + "; put a layer of reshape { shape: "
              + suggestedImage(input)
              + " } before it");
    }
    return input;
  }

  /** The shape of the only input, a sequence or an image. */
  static Shape sequenceOrImage(List<Shape> inputs) {
    Shape input = one(inputs);
    return input.numDimensions() == 2 ? sequence(inputs) : image(inputs);
  }

  /** Checks that there are several inputs. */
  static void twoOrMore(List<Shape> inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException(
          "needs two or more inputs, was given "
              + inputs.size()
              + " "
              + inputs
              + "; name them, such as input: [\"left\", \"right\"]");
    }
  }

  /** Two or more inputs of one rank. */
  static List<Shape> several(List<Shape> inputs) {
    twoOrMore(inputs);
    for (Shape input : inputs) {
      if (input.numDimensions() != inputs.get(0).numDimensions()) {
        throw new IllegalArgumentException(
            "needs inputs of equally many dimensions, was given "
                + inputs
                + "; put a layer of reshape or flatten before one of them");
      }
    }
    return inputs;
  }

  private static String suggestedImage(Shape input) {
    if (input.numDimensions() == 2) {
      return input.append(1).toString();
    }
    long side = Math.round(Math.sqrt((double) input.size()));
    return input.numDimensions() == 1 && side * side == input.size()
        ? Shape.of(side, side, 1).toString()
        : "[height, width, channels]";
  }
}
