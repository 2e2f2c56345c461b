package dev.luthier.spec;

import dev.luthier.data.Preprocessing;
import dev.luthier.data.RawInput;
import dev.luthier.nn.Input;
import dev.luthier.nn.Model;
import dev.luthier.optim.Optimization;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.train.TrainingOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a model file describes.
 *
 * @param model what is trained
 * @param rawInputs what those of the model's inputs ask for that are given no plain numbers, by
 *     name
 * @param optimization how a step changes the weights
 * @param training how long and in which portions
 * @param preprocessing learnt from the training part; empty in files written by hand
 */
public record ModelSpec(
    Model model,
    Map<String, RawInput> rawInputs,
    Optimization optimization,
    TrainingOptions training,
    Optional<Preprocessing> preprocessing) {

  public ModelSpec {
    rawInputs = Collections.unmodifiableMap(new LinkedHashMap<>(rawInputs));
  }

  /** A model that has not seen data. */
  public static ModelSpec of(Model model, Optimization optimization, TrainingOptions training) {
    return new ModelSpec(model, Map.of(), optimization, training, Optional.empty());
  }

  /**
   * What a message describes, such as one that comes from another process.
   *
   * @throws IllegalArgumentException where it is not valid
   */
  public static ModelSpec of(ModelDef definition) {
    return ModelMapping.fromProto(definition);
  }

  /** Whether an input asks for something else than plain numbers. */
  public boolean takesRaw(Input input) {
    return rawInputs.containsKey(input.name());
  }

  /** The same with another model, such as one whose input shapes are filled in. */
  public ModelSpec withModel(Model newModel) {
    return new ModelSpec(newModel, rawInputs, optimization, training, preprocessing);
  }

  /** The same with what was learnt from the training part. */
  public ModelSpec withPreprocessing(Preprocessing newPreprocessing) {
    return new ModelSpec(model, rawInputs, optimization, training, Optional.of(newPreprocessing));
  }
}
