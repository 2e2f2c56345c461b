package dev.luthier.run;

import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
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

  /** The network of a model and the preprocessing of data, brought together. */
  public static Binding of(ModelSpec model, Dataset dataset, Preprocessing learnt) {
    return of(model.model(), dataset, learnt);
  }

  /**
   * Brings a model and data together.
   *
   * @throws RunException where they do not fit
   */
  public static Binding of(Model model, Dataset dataset, Preprocessing learnt) {
    if (model.inputs().size() != 1) {
      throw new RunException(
          "the model has the inputs "
              + model.inputs().stream().map(Input::name).toList()
              + ", the data set "
              + dataset.name()
              + " is for one; join them in the data and leave one input in the model");
    }
    Input input = model.inputs().get(0);
    Shape encoded = InputEncoding.shape(learnt);
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
    Model shaped =
        new Model(
            model.name(),
            List.of(new Input(input.name(), Optional.of(shape))),
            model.elements(),
            model.loss(),
            model.metrics(),
            model.exits());
    Network network = Network.of(shaped, Map.of());
    return new Binding(network, withClasses(network, dataset, learnt));
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
