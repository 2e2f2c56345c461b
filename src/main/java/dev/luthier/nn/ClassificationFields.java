package dev.luthier.nn;

import java.util.List;
import org.tensorflow.ndarray.Shape;

/** What the classification losses ask of their fields and of the model's output. */
final class ClassificationFields {

  private ClassificationFields() {}

  static void requireLabelSmoothing(float labelSmoothing) {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label_smoothing must be at least 0 and below 1, was "
              + labelSmoothing
              + "; write a number such as 0.1");
    }
  }

  static void requireClassWeight(List<Float> classWeight) {
    for (int i = 0; i < classWeight.size(); i++) {
      float weight = classWeight.get(i);
      if (!(weight >= 0) || Float.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "class_weight must be 0 or more and finite, was "
                + weight
                + " for class "
                + i
                + "; write a number such as 1");
      }
    }
  }

  /**
   * Refuses an output that is no vector of enough units.
   *
   * @param loss name of the loss in files
   * @param output shape of one sample's output
   * @param units the least number that makes sense
   */
  static void requireUnits(String loss, Shape output, int units) {
    if (output.numDimensions() != 1) {
      throw new IllegalArgumentException(
          loss
              + " needs an output of one number a class, such as [10], was "
              + output
              + "; end with dense { units: 10 }, after flatten {} or global_average_pool {} where"
              + " there are more dimensions");
    }
    if (output.get(0) < units) {
      throw new IllegalArgumentException(
          loss
              + " needs an output of "
              + units
              + " or more units, was "
              + output
              + "; write a unit a class, or sigmoid_cross_entropy {} for two classes and one unit");
    }
  }
}
