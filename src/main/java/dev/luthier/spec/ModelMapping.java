package dev.luthier.spec;

import dev.luthier.data.Preprocessing;
import dev.luthier.data.RawInput;
import dev.luthier.data.TextVectorization;
import dev.luthier.nn.Element;
import dev.luthier.nn.Embedding;
import dev.luthier.nn.Input;
import dev.luthier.nn.LayerElement;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Model;
import dev.luthier.optim.Optimization;
import dev.luthier.spec.proto.AdamDef;
import dev.luthier.spec.proto.InputDef;
import dev.luthier.spec.proto.LossDef;
import dev.luthier.spec.proto.Metric;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.OptimizerDef;
import dev.luthier.train.TrainingOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/** Whole models as messages and as records. */
final class ModelMapping {

  private static final Set<Metric> OF_NUMBERS =
      EnumSet.of(Metric.MEAN_SQUARED_ERROR, Metric.MEAN_ABSOLUTE_ERROR, Metric.R_SQUARED);

  private ModelMapping() {}

  /** The model with the default optimizer where it names none, so that paths can lead into it. */
  static ModelDef withDefaults(ModelDef def) {
    return def.getOptimizer().getAlgorithmCase() != OptimizerDef.AlgorithmCase.ALGORITHM_NOT_SET
        ? def
        : def.toBuilder()
            .setOptimizer(def.getOptimizer().toBuilder().setAdam(AdamDef.getDefaultInstance()))
            .build();
  }

  /**
   * The records of a message.
   *
   * @throws FieldException where a field is not valid or a needed one is left out
   */
  static ModelSpec fromProto(ModelDef def) {
    FieldPath root = FieldPath.ROOT;
    if (def.getName().isEmpty()) {
      throw new FieldException(root, "the model has no name; write one such as name: \"my_model\"");
    }
    Map<String, RawInput> rawInputs = new LinkedHashMap<>();
    List<Input> inputs = inputs(def, rawInputs);
    List<String> inputNames = inputs.stream().map(Input::name).toList();
    List<Element> elements =
        ElementMapping.fromProto(root, def.getLayerList(), inputNames, inputNames);
    if (def.getLoss().getKindCase() == LossDef.KindCase.KIND_NOT_SET) {
      throw new FieldException(
          root.child("loss"),
          "the model has no loss; write loss { softmax_cross_entropy {} } for classes or loss {"
              + " mean_squared_error {} } for numbers");
    }
    Loss loss = FieldException.at(root.child("loss"), () -> LossMapping.fromProto(def.getLoss()));
    Model model =
        FieldException.at(
            root,
            () ->
                new Model(
                    def.getName(),
                    inputs,
                    elements,
                    loss,
                    metrics(def, loss),
                    ExitMapping.fromProto(def)));
    requireRows(elements, rawInputs);
    Optimization optimization =
        FieldException.at(
            root.child("optimizer"),
            () -> OptimizerMapping.fromProto(withDefaults(def).getOptimizer()));
    TrainingOptions training =
        FieldException.at(
            root.child("training"), () -> TrainingMapping.fromProto(def.getTraining()));
    Optional<Preprocessing> preprocessing =
        def.hasPreprocessing()
            ? Optional.of(
                PreprocessingMapping.fromProto(root.child("preprocessing"), def.getPreprocessing()))
            : Optional.empty();
    return new ModelSpec(model, rawInputs, optimization, training, preprocessing);
  }

  /**
   * The model's inputs.
   *
   * @param rawInputs to be given what those of raw data ask for
   */
  private static List<Input> inputs(ModelDef def, Map<String, RawInput> rawInputs) {
    List<Input> inputs = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < def.getInputCount(); i++) {
      FieldPath path = FieldPath.ROOT.child("input", i);
      InputDef input = def.getInput(i);
      ElementMapping.requireName(path, "input", input.getName());
      if (!names.add(input.getName())) {
        throw new FieldException(
            path.child("name"),
            "name of an input must be unique, another one is \""
                + input.getName()
                + "\" too; write another name");
      }
      Optional<RawInput> raw = RawInputMapping.fromProto(path, input);
      raw.ifPresent(asked -> rawInputs.put(input.getName(), asked));
      inputs.add(
          new Input(input.getName(), raw.map(RawInputMapping::shape).or(() -> shape(path, input))));
    }
    return inputs;
  }

  /** An embedding that reads a text has a vector for each of its numbers. */
  private static void requireRows(List<Element> elements, Map<String, RawInput> rawInputs) {
    for (int i = 0; i < elements.size(); i++) {
      if (!(elements.get(i) instanceof LayerElement element)
          || !(element.layer() instanceof Embedding embedding)) {
        continue;
      }
      List<String> read =
          i == 0 && element.inputs().isEmpty() ? List.copyOf(rawInputs.keySet()) : element.inputs();
      for (String input : read) {
        if (rawInputs.get(input) instanceof TextVectorization text
            && text.vocabularySize() > embedding.inputSize()) {
          throw new FieldException(
              FieldPath.ROOT.child("layer", i).child("embedding").child("input_size"),
              "input_size must be at least the vocabulary_size of the text input "
                  + input
                  + ", which is "
                  + text.vocabularySize()
                  + ", was "
                  + embedding.inputSize()
                  + "; write input_size: "
                  + text.vocabularySize());
        }
      }
    }
  }

  private static Optional<Shape> shape(FieldPath path, InputDef input) {
    if (input.getShapeCount() == 0) {
      return Optional.empty();
    }
    if (input.getShapeList().stream().anyMatch(size -> size <= 0)) {
      throw new FieldException(
          path.child("shape"),
          "shape must be positive numbers, was "
              + input.getShapeList()
              + "; write it without the batch, such as [28, 28, 1]");
    }
    double values = 1;
    for (int size : input.getShapeList()) {
      values *= size;
    }
    if (values > Integer.MAX_VALUE) {
      throw new FieldException(
          path.child("shape"),
          "shape must have at most "
              + Integer.MAX_VALUE
              + " values, was "
              + input.getShapeList()
              + "; write smaller sizes");
    }
    return Optional.of(
        Shape.of(input.getShapeList().stream().mapToLong(Integer::longValue).toArray()));
  }

  private static List<dev.luthier.nn.Metric> metrics(ModelDef def, Loss loss) {
    Set<Metric> seen = EnumSet.noneOf(Metric.class);
    for (int i = 0; i < def.getMetricCount(); i++) {
      FieldPath path = FieldPath.ROOT.child("metric", i);
      requireSuitable(path, def.getMetric(i), loss, def.getLoss());
      if (!seen.add(def.getMetric(i))) {
        throw new FieldException(
            path, "metric " + def.getMetric(i) + " is there twice; write it once");
      }
    }
    return MetricMapping.fromProto(def);
  }

  private static void requireSuitable(FieldPath path, Metric metric, Loss loss, LossDef def) {
    boolean classes = loss instanceof Loss.Classification;
    List<Metric> suitable =
        List.of(Metric.values()).stream()
            .filter(candidate -> candidate != Metric.METRIC_UNSPECIFIED)
            .filter(candidate -> candidate != Metric.UNRECOGNIZED)
            .filter(candidate -> OF_NUMBERS.contains(candidate) != classes)
            .toList();
    if (!suitable.contains(metric)) {
      throw new FieldException(
          path,
          "metric "
              + metric
              + (metric == Metric.METRIC_UNSPECIFIED
                  ? " stands for none"
                  : " does not suit the loss "
                      + def.getKindCase().name().toLowerCase(Locale.ROOT)
                      + ", which is for "
                      + (classes ? "classes" : "numbers"))
              + "; write one of "
              + suitable.stream().map(Metric::name).collect(Collectors.joining(", ")));
    }
  }

  /** The message of the records, with everything that a reader would want to see written out. */
  static ModelDef toProto(ModelSpec spec) {
    Model model = spec.model();
    ModelDef.Builder def = ModelDef.newBuilder().setName(model.name());
    model
        .inputs()
        .forEach(
            input ->
                def.addInput(
                    toProto(input, Optional.ofNullable(spec.rawInputs().get(input.name())))));
    model.elements().forEach(element -> def.addLayer(ElementMapping.toProto(element)));
    model.exits().forEach(exit -> def.addExit(ExitMapping.toProto(exit)));
    def.setLoss(LossMapping.toProto(model.loss()));
    MetricMapping.toProto(model.metrics(), def);
    def.setOptimizer(OptimizerMapping.toProto(spec.optimization()));
    def.setTraining(TrainingMapping.toProto(spec.training()));
    spec.preprocessing().map(PreprocessingMapping::toProto).ifPresent(def::setPreprocessing);
    return def.build();
  }

  private static InputDef toProto(Input input, Optional<RawInput> raw) {
    InputDef.Builder def = InputDef.newBuilder().setName(input.name());
    if (raw.isPresent()) {
      return RawInputMapping.toProto(raw.get(), def).build();
    }
    input
        .shape()
        .ifPresent(
            shape ->
                LongStream.of(shape.asArray())
                    .forEach(size -> def.addShape(Math.toIntExact(size))));
    return def.build();
  }
}
