package dev.luthier.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.luthier.data.Replacement;
import dev.luthier.graph.Figures;
import dev.luthier.graph.PrunedUnits;
import dev.luthier.train.EpochFigures;
import dev.luthier.train.TrainingCost;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/**
 * The contents of {@code run.json}: what was run, and what came of it.
 *
 * @param model name of the model
 * @param state how far it has come
 * @param seed of everything random
 * @param versions of Luthier, TensorFlow and Java
 * @param device that it ran on
 * @param threads of a session
 * @param data that it was trained on
 * @param epochs that were run
 * @param steps of the optimizer
 * @param seconds spent on epochs
 * @param samplesPerSecond trained, validation included
 * @param loss of the last epoch's training
 * @param metrics of the last epoch's training
 * @param validation loss and metrics of the resulting weights; null without validation samples
 * @param confusion of the resulting weights on the validation samples; null where there are none,
 *     no classes, or too many
 * @param pruned what the SavedModel keeps of each layer of gates; null without such layers
 * @param parameters trained values of the model; null in records of older versions
 * @param multiplyAdds of one sample's forward pass; null in records of older versions
 * @param tf32 false where TensorFloat-32 was switched off; null where it is left to the GPU
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
    String model,
    State state,
    long seed,
    Versions versions,
    String device,
    int threads,
    Data data,
    int epochs,
    long steps,
    double seconds,
    double samplesPerSecond,
    Double loss,
    Map<String, Double> metrics,
    Map<String, Double> validation,
    Confusion confusion,
    List<Pruned> pruned,
    Long parameters,
    Long multiplyAdds,
    Boolean tf32) {

  private static final ObjectMapper JSON =
      AsciiJson.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** How far a run has come. */
  public enum State {
    RUNNING,
    INTERRUPTED,
    FAILED,
    COMPLETE
  }

  /** What a run was made with. */
  public record Versions(String luthier, String tensorflow, String java) {

    /** Those of this process. */
    static Versions ofThisProcess() {
      String luthier = RunRecord.class.getPackage().getImplementationVersion();
      return new Versions(
          luthier == null ? "development" : luthier,
          TensorFlow.version(),
          System.getProperty("java.version"));
    }
  }

  /**
   * What a run was trained on.
   *
   * @param path as it was given
   * @param digest of features and targets
   * @param train number of samples
   * @param validation number of samples
   * @param test number of samples
   */
  public record Data(String path, String digest, int train, int validation, int test) {

    /** The digest where weights come from another tool, and the data are not known. */
    static final String IMPORTED = "imported";
  }

  /**
   * How many samples of each class were taken for each class.
   *
   * @param classes their names, by id
   * @param counts a row for each right class, a column for each predicted one
   */
  public record Confusion(List<String> classes, List<List<Long>> counts) {

    /** What an evaluation has counted; null where it has not. */
    static Confusion of(Figures figures, List<String> classNames) {
      return figures.confusion().map(matrix -> of(matrix, classNames)).orElse(null);
    }

    private static Confusion of(double[][] matrix, List<String> classNames) {
      return new Confusion(
          IntStream.range(0, matrix.length)
              .mapToObj(id -> id < classNames.size() ? classNames.get(id) : String.valueOf(id))
              .toList(),
          Stream.of(matrix)
              .map(row -> DoubleStream.of(row).mapToObj(count -> (long) count).toList())
              .toList());
    }
  }

  /**
   * What is left of a layer of gates.
   *
   * @param layer its name
   * @param units that it had
   * @param kept units that the SavedModel has
   * @param open gates that are not 0
   * @param obstacle why the units whose gate is 0 are still there; null where they are not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pruned(String layer, int units, int kept, int open, String obstacle) {

    /** What an export says, for JSON. */
    public static List<Pruned> of(List<PrunedUnits> layers) {
      return layers.stream()
          .map(
              units ->
                  new Pruned(
                      units.layer(),
                      units.units(),
                      units.kept(),
                      units.open(),
                      units.obstacle().orElse(null)))
          .toList();
    }

    /** A line for people. */
    public String text() {
      return new PrunedUnits(layer, units, kept, open, Optional.ofNullable(obstacle)).toString();
    }
  }

  /**
   * Reads a {@code run.json}.
   *
   * @throws RunException where it is none
   */
  public static RunRecord read(Path file) throws IOException {
    RunRecord record;
    try {
      record = JSON.readValue(Files.readAllBytes(file), RunRecord.class);
    } catch (JsonProcessingException | CharConversionException e) {
      String problem =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new RunException(file + " is damaged: " + problem, e);
    }
    if (record == null
        || record.model == null
        || record.state == null
        || record.versions == null
        || record.device == null
        || record.data == null) {
      throw new RunException(
          file + " is damaged: model, state, versions, device or data is missing");
    }
    return record;
  }

  /**
   * Replaces a {@code run.json} as a whole.
   *
   * @param durable whether to wait until it would survive a power failure
   */
  void write(Path file, boolean durable) throws IOException {
    byte[] json = JSON.writeValueAsBytes(this);
    Replacement.ofFile(file, durable, unfinished -> Files.write(unfinished, json));
  }

  /** What the model costs; of an older version's record the seconds alone. */
  public TrainingCost cost() {
    return new TrainingCost(
        parameters == null ? 0 : parameters, multiplyAdds == null ? 0 : multiplyAdds, seconds);
  }

  /** The same with what an earlier part of the run has come to. */
  RunRecord withFigures(RunRecord earlier) {
    return with(state, earlier, earlier.validation, earlier.confusion, earlier.pruned);
  }

  /** The same with other validation figures: those of the weights that are the result. */
  RunRecord withValidation(Figures figures, List<String> classNames) {
    return with(
        state, this, EpochFigures.named(figures), Confusion.of(figures, classNames), pruned);
  }

  RunRecord withState(State newState) {
    return with(newState, this, validation, confusion, pruned);
  }

  /** The same with what an export has made of the layers of gates, where there are any. */
  RunRecord withPruned(List<PrunedUnits> layers) {
    return layers.isEmpty() ? this : with(state, this, validation, confusion, Pruned.of(layers));
  }

  private RunRecord with(
      State newState,
      RunRecord trained,
      Map<String, Double> newValidation,
      Confusion newConfusion,
      List<Pruned> newPruned) {
    return new RunRecord(
        model,
        newState,
        seed,
        versions,
        device,
        threads,
        data,
        trained.epochs,
        trained.steps,
        trained.seconds,
        trained.samplesPerSecond,
        trained.loss,
        trained.metrics,
        newValidation,
        newConfusion,
        newPruned,
        parameters,
        multiplyAdds,
        tf32);
  }
}
