package dev.luthier.run;

import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.FeatureEncoding;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.TargetKind;
import dev.luthier.data.Targets;
import dev.luthier.data.Values;
import dev.luthier.graph.InputEncoding;
import dev.luthier.nn.Input;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Model;
import dev.luthier.nn.Network;
import dev.luthier.spec.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * A model that was brought together with data: shapes filled in, classes known, everything checked.
 *
 * @param network with the model's input shape filled in
 * @param preprocessing from the data's raw values to the network's input
 */
public record Binding(Network network, Preprocessing preprocessing) {

  /** What a loss is to be given. */
  public static TargetKind targetKind(Loss loss) {
    return loss instanceof Loss.Classification ? TargetKind.CLASSES : TargetKind.VALUES;
  }

  /** What a model's loss is to be given. */
  public static TargetKind targetKind(ModelSpec model) {
    return targetKind(model.model().loss());
  }

  /**
   * Brings a model and data together, learning the preprocessing from training rows alone.
   *
   * @throws RunException where they do not fit
   */
  public static Binding of(ModelSpec spec, Dataset dataset, int[] trainRows) {
    return of(
        spec, dataset, Preprocessing.fit(dataset, trainRows, dataset.scaling(), spec.rawInputs()));
  }

  /**
   * Brings a model and data together, given the preprocessing that was learnt for a model with the
   * same raw inputs.
   *
   * @throws RunException where they do not fit
   */
  public static Binding of(ModelSpec spec, Dataset dataset, Preprocessing learnt) {
    Model model = spec.model();
    requireInputs(spec, dataset, learnt);
    Model shaped =
        new Model(
            model.name(),
            model.inputs().stream()
                .map(input -> spec.takesRaw(input) ? input : shaped(input, dataset, learnt))
                .toList(),
            model.elements(),
            model.loss(),
            model.metrics(),
            model.exits());
    Network network = Network.of(shaped, Map.of());
    return new Binding(network, withClasses(network, dataset, learnt));
  }

  /** Data are for one input, but for texts, each of which has an input of its own. */
  private static void requireInputs(ModelSpec spec, Dataset dataset, Preprocessing learnt) {
    List<String> inputs =
        spec.model().inputs().stream()
            .filter(input -> !spec.takesRaw(input))
            .map(Input::name)
            .toList();
    List<String> features = learnt.others().stream().map(FeatureEncoding::name).toList();
    if (inputs.size() > 1) {
      throw new RunException(
          "the model has the inputs "
              + inputs
              + ", the data set "
              + dataset.name()
              + " is for one; join them in the data and leave one input in the model");
    }
    if (inputs.isEmpty() && !features.isEmpty()) {
      throw new RunException(
          dataset.name()
              + " has the columns "
              + String.join(", ", features)
              + " beside those that the model takes as text; leave them out with table { ignore:"
              + " ... } or write one more input for them");
    }
    if (!inputs.isEmpty() && features.isEmpty()) {
      throw new RunException(
          dataset.name()
              + " has nothing beside what the model takes raw, so there is none for input "
              + inputs.get(0));
    }
  }

  private static Input shaped(Input input, Dataset dataset, Preprocessing learnt) {
    Shape encoded = InputEncoding.shape(learnt).orElseThrow();
    Shape shape = input.shape().orElse(encoded);
    if (shape.size() != encoded.size()) {
      throw new RunException(
          "input "
              + input.name()
              + " has the shape "
              + shape
              + " of "
              + shape.size()
              + " values, a sample of "
              + dataset.name()
              + " has "
              + encoded.size()
              + " ("
              + encoded
              + "); write shape: "
              + text(encoded)
              + " or leave it out");
    }
    return new Input(input.name(), Optional.of(shape));
  }

  private static Preprocessing withClasses(Network network, Dataset dataset, Preprocessing learnt) {
    Targets targets = dataset.targets().orElseThrow();
    Shape output = network.output().outputShape();
    String name = network.output().name();
    int units = (int) output.get(-1);
    if (targets instanceof Values values) {
      if (output.numDimensions() != 1 || units != values.names().size()) {
        throw new RunException(
            "layer "
                + name
                + " gives "
                + output
                + ", the data have the target values "
                + values.names()
                + "; write units: "
                + values.names().size());
      }
      return learnt;
    }
    Classes classes = (Classes) targets;
    Loss.Classification loss = (Loss.Classification) network.model().loss();
    int expected = loss.classes(units);
    List<String> names = classes.names();
    boolean numbered =
        IntStream.range(0, names.size()).allMatch(i -> names.get(i).equals(Integer.toString(i)));
    if (numbered) {
      classes.requireWithin(expected);
    } else if (names.size() != expected) {
      throw new RunException(
          "layer "
              + name
              + " is for "
              + expected
              + " classes, the data have "
              + names.size()
              + " ("
              + String.join(", ", names.subList(0, Math.min(10, names.size())))
              + (names.size() > 10 ? ", ..." : "")
              + "); write units: "
              + names.size());
    }
    if (!loss.classWeight().isEmpty() && loss.classWeight().size() != expected) {
      throw new RunException(
          "class_weight must be one for each of the "
              + expected
              + " classes, were "
              + loss.classWeight().size());
    }
    List<String> all = new ArrayList<>(names.subList(0, Math.min(expected, names.size())));
    for (int i = all.size(); i < expected; i++) {
      all.add(Integer.toString(i));
    }
    return new Preprocessing(learnt.features(), all, learnt.targetNames());
  }

  private static String text(Shape shape) {
    return shape.numDimensions() == 1
        ? Long.toString(shape.get(0))
        : java.util.Arrays.toString(shape.asArray());
  }
}
