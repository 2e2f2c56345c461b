package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataException;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.Figures;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.NonFiniteLossException;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingRunTest {

  private static final TrainingListener NOBODY = new TrainingListener() {};

  @TempDir Path temporary;

  private Path run() {
    return temporary.resolve("run");
  }

  private static ModelSpec iris(String... settings) {
    return ModelFile.read(Path.of("graphs/iris_logistic.textproto"), List.of(settings)).spec();
  }

  private RunRecord train(ModelSpec model, String data, long seed, boolean resume)
      throws IOException {
    return train(run(), model, data, seed, resume, NOBODY, () -> false);
  }

  private RunRecord train(
      Path directory,
      ModelSpec model,
      String data,
      long seed,
      boolean resume,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            model,
            DataDescription.of(data),
            temporary.resolve("no-data"),
            directory,
            seed,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            resume,
            TrainingRequest.Outputs.ALL);
    // Time goes by so slowly that a trainer runs single steps.
    AtomicLong now = new AtomicLong();
    return new TrainingRun(
            request, () -> Instant.EPOCH.plusMillis(now.get()), () -> now.addAndGet(250_000_000L))
        .train(listener, stop);
  }

  private Figures evaluate(String data, Evaluation.Part part) throws IOException {
    return Evaluation.evaluate(
        run(),
        DataDescription.of(data),
        temporary,
        Optional.ofNullable(part),
        new DeviceChoice.Cpu(),
        OptionalInt.of(1));
  }

  /** Contents of all files by name; equal maps are of an untouched directory. */
  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new HashMap<>();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        contents.put(
            directory.relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  private static byte[] weights(Path directory) throws IOException {
    Path checkpoint =
        new Checkpoints(directory.resolve("checkpoint")).latest().orElseThrow().directory();
    return Files.readAllBytes(checkpoint.resolve("variables.data-00000-of-00001"));
  }

  private String csv(String name, String... lines) throws IOException {
    Path file = temporary.resolve(name);
    Files.write(file, List.of(lines));
    return file.toString();
  }

  /** The first row has the word that is the last one in order; one word is in no row at all. */
  @Test
  void categoriesMeanTheSameInTrainingAndAfterIt() throws IOException {
    List<String> lines = new ArrayList<>(List.of("word,other,label"));
    for (int i = 0; i < 40; i++) {
      lines.add(i % 2 == 0 ? "c,d,yes" : "b,e,no");
    }
    String trained = csv("words.csv", lines.toArray(String[]::new));
    ModelSpec model =
        iris("input[measurements].shape=4", "layer[logits].dense.units=2", "training.epochs=50");
    RunRecord record = train(model, trained, 1, false);
    assertEquals(1.0, record.metrics().get("accuracy"));
    assertEquals(1.0, evaluate(trained, Evaluation.Part.ALL).metrics().get("accuracy"));
    String others = csv("others.csv", "word,other,label", "a,d,yes", "a,e,no", "b,e,no", "c,d,yes");
    assertEquals(1.0, evaluate(others, Evaluation.Part.ALL).metrics().get("accuracy"));
  }

  @Test
  void learnsIrisAndLeavesARunDirectory() throws IOException {
    RunRecord record = train(iris(), "iris", 1, false);
    assertEquals(RunRecord.State.COMPLETE, record.state());
    assertTrue(record.validation().get("accuracy") >= 0.93, record.validation().toString());
    assertEquals(100, record.epochs());
    assertEquals(400, record.steps());
    assertEquals(new RunRecord.Data("iris", record.data().digest(), 120, 30, 0), record.data());
    assertEquals(record, RunRecord.read(run().resolve("run.json")));
    try (Stream<Path> entries = Files.list(run())) {
      assertEquals(
          List.of(
              ".lock", "checkpoint", "model", "model.textproto", "run.json", "train", "validation"),
          entries.map(path -> path.getFileName().toString()).sorted().toList());
    }
    for (String part : List.of("train", "validation")) {
      try (Stream<Path> entries = Files.list(run().resolve(part))) {
        List<String> names = entries.map(path -> path.getFileName().toString()).toList();
        assertEquals(1, names.size(), names.toString());
        assertTrue(names.get(0).startsWith("events.out.tfevents."), names.get(0));
      }
    }
    assertTrue(Files.isRegularFile(run().resolve("model/saved_model.pb")));

    Figures validation = evaluate("iris", Evaluation.Part.VALIDATION);
    assertEquals(30, validation.samples());
    assertEquals(record.validation().get("loss"), validation.loss(), 1e-6);
    assertEquals(record.validation().get("accuracy"), validation.metrics().get("accuracy"));
    assertEquals(120, evaluate("iris", Evaluation.Part.TRAIN).samples());
    Figures all = evaluate("iris", Evaluation.Part.ALL);
    assertEquals(150, all.samples());
    assertEquals(150, evaluate("iris", null).samples());
    var thrown = assertThrows(RunException.class, () -> evaluate("iris", Evaluation.Part.TEST));
    assertEquals("iris has no test part; write --split all", thrown.getMessage());

    assertEquals(all.metrics().get("accuracy"), predictedAccuracy(run()), 1e-9);
    Path exported = temporary.resolve("new/exported");
    Export.run(run(), exported);
    assertEquals(all.metrics().get("accuracy"), predictedAccuracy(exported), 1e-9);
    assertThrows(RunException.class, () -> Export.run(run(), exported));
  }

  @Test
  void tellsWhatTheSavedModelKeeps() throws IOException {
    String text =
        """
        name: "pruned"
        input { name: "flower" shape: 4 }
        layer { name: "hidden" dense { units: 6 activation: RELU } }
        layer { name: "gates" unit_gates { strength: 9 initial_keep: 0.05 } }
        layer { name: "logits" dense { units: 3 } }
        loss { softmax_cross_entropy {} }
        training { epochs: 1 }
        """;
    ModelSpec model = ModelFile.parse("pruned", text, List.of()).spec();
    RunRecord record = train(model, "iris", 1, false);
    assertEquals(List.of(new RunRecord.Pruned("gates", 6, 1, 0, null)), record.pruned());
    assertEquals("gates kept 1 of 6 units", record.pruned().get(0).text());
    assertEquals(record, RunRecord.read(run().resolve("run.json")));
    assertEquals(0, record.validation().get("structure/gates/kept"));
    assertEquals(1, Export.run(run(), temporary.resolve("exported")).size());
  }

  /** Shipped samples come class by class, fifty of each. */
  private double predictedAccuracy(Path model) throws IOException {
    Prediction prediction =
        Prediction.of(model, DataDescription.of("iris"), temporary, new DeviceChoice.Cpu(), 1);
    assertEquals(150, prediction.values().length);
    int right = 0;
    for (int i = 0; i < 150; i++) {
      right += prediction.likeliest(i).equals(prediction.classNames().get(i / 50)) ? 1 : 0;
    }
    return right / 150.0;
  }

  @Test
  void aFinishedRunIsLeftAsItIsAndGoesOnWithMoreEpochs() throws IOException {
    RunRecord record = train(iris("training.epochs=2"), "iris", 1, false);
    Map<String, String> contents = contents(run());
    assertEquals(record, train(iris("training.epochs=2"), "iris", 1, true));
    assertEquals(contents, contents(run()));

    RunRecord more = train(iris("training.epochs=4"), "iris", 1, true);
    assertEquals(4, more.epochs());
    assertEquals(16, more.steps());
    assertTrue(
        Files.readString(run().resolve("model.textproto")).contains("epochs: 4"),
        "the model file should say what was run");
    Path straight = temporary.resolve("straight");
    train(straight, iris("training.epochs=4"), "iris", 1, false, NOBODY, () -> false);
    assertArrayEquals(weights(straight), weights(run()));
  }

  @Test
  void whatDoesNotFitARunIsRefused() throws IOException {
    String model = "training.epochs=1";
    train(iris(model), "iris", 1, false);
    Map<String, String> contents = contents(run());
    assertRefused(run() + " is a run already; ", iris(model), "iris", 1, false);
    assertRefused("the data are not those that ", iris(model), flowers(), 1, true);
    assertRefused(
        run() + " was begun with --seed 1, not 2; resume with the same seed",
        iris(model),
        "iris",
        2,
        true);
    assertRefused(
        "the model is not that of " + run() + ": line ",
        iris(model, "optimizer.adam.learning_rate=0.1"),
        "iris",
        1,
        true);
    assertEquals(contents, contents(run()));
    var thrown =
        assertThrows(
            RunException.class,
            () -> train(temporary.resolve("none"), iris(), "iris", 1, true, NOBODY, () -> false));
    assertTrue(thrown.getMessage().contains("is not a run that could be resumed"));
  }

  private String flowers() throws IOException {
    List<String> lines = new ArrayList<>(List.of("a,b,c,d,class"));
    for (int i = 0; i < 30; i++) {
      lines.add(i + "," + i % 7 + ",1," + i % 2 + ",kind" + i % 3);
    }
    return csv("flowers.csv", lines.toArray(String[]::new));
  }

  private void assertRefused(
      String message, ModelSpec model, String data, long seed, boolean resume) {
    var thrown = assertThrows(RunException.class, () -> train(model, data, seed, resume));
    assertTrue(thrown.getMessage().startsWith(message), thrown.getMessage());
    assertFalse(thrown.getMessage().contains("\n"), thrown.getMessage());
  }

  @Test
  void anInterruptedRunEndsLikeOneThatWasNot() throws IOException {
    ModelSpec model = iris("training.epochs=4");
    Path straight = temporary.resolve("straight");
    RunRecord expected = train(straight, model, "iris", 3, false, NOBODY, () -> false);
    AtomicLong step = new AtomicLong();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void onSteps(int epoch, int batch, long done) {
            step.set(done);
          }
        };
    RunRecord stopped = train(run(), model, "iris", 3, false, counter, () -> step.get() >= 6);
    assertEquals(RunRecord.State.INTERRUPTED, stopped.state());
    assertEquals(RunRecord.State.INTERRUPTED, RunRecord.read(run().resolve("run.json")).state());
    assertEquals(6, stopped.steps());
    assertEquals(1, stopped.epochs());
    // Not one epoch more: the figures stay those of the first.
    RunRecord again = train(run(), model, "iris", 3, true, counter, () -> true);
    assertEquals(stopped.loss(), again.loss());
    assertEquals(stopped.validation(), again.validation());

    RunRecord resumed = train(model, "iris", 3, true);
    assertEquals(RunRecord.State.COMPLETE, resumed.state());
    assertEquals(expected.loss(), resumed.loss());
    assertEquals(expected.metrics(), resumed.metrics());
    assertEquals(expected.validation(), resumed.validation());
    assertArrayEquals(weights(straight), weights(run()));
  }

  @Test
  void aFailedRunSaysSo() throws IOException {
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "loss { softmax_cross_entropy {} }",
            "optimizer { sgd { learning_rate: 1e38 } }");
    assertThrows(NonFiniteLossException.class, () -> train(model, "iris", 1, false));
    assertEquals(RunRecord.State.FAILED, RunRecord.read(run().resolve("run.json")).state());
  }

  @Test
  void figuresThatAreNotDefinedAreKept() throws IOException {
    // All validation samples of a table with one odd label are of one class.
    List<String> lines = new ArrayList<>(List.of("a,label"));
    for (int i = 0; i < 10; i++) {
      lines.add(i + "," + (i == 4 ? "odd" : "even"));
    }
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" }",
            "layer { name: \"logits\" dense { units: 2 } }",
            "loss { softmax_cross_entropy {} } metric: ROC_AUC",
            "training { epochs: 1 }");
    RunRecord record = train(model, csv("odd.csv", lines.toArray(String[]::new)), 1, false);
    assertTrue(record.validation().get("roc_auc").isNaN(), record.validation().toString());
    assertEquals(record, RunRecord.read(run().resolve("run.json")));
  }

  /** Models that do not fit iris: four columns, three classes called by names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input { name: 'x' shape: 5 }|units: 3|softmax_cross_entropy {}||input x has the shape",
        "input { name: 'x' }|units: 2|softmax_cross_entropy {}||layer last is for 2 classes, the"
            + " data have 3",
        "input { name: 'x' }|units: 1|mean_squared_error {}||",
        "input { name: 'x' }|units: 3|softmax_cross_entropy { class_weight: [1, 2] }||class_weight"
            + " must be one for each of the 3 classes",
        "input { name: 'x' } input { name: 'y' }|units: 3|softmax_cross_entropy {}||the model has"
            + " the inputs [x, y]",
        "input { name: 'x' }|units: 3|softmax_cross_entropy {}|training { early_stopping { metric:"
            + " 'validation/f1' } }|early_stopping: metric must be one of loss,",
        "input { name: 'x' }|units: 3|softmax_cross_entropy {}|training { validation_fraction: 0"
            + " early_stopping {} }|early_stopping: metric validation/loss needs validation",
      })
  void aModelThatDoesNotFitTheDataIsRefused(
      String input, String units, String loss, String training, String message) {
    boolean two = input.contains("'y'");
    ModelSpec model =
        Trials.model(
            "name: 'm'",
            input,
            "layer { name: 'last'" + (two ? " input: 'x'" : "") + " dense { " + units + " } }",
            "loss { " + loss + " }",
            training == null ? "" : training);
    var thrown = assertThrows(RuntimeException.class, () -> train(model, "iris", 1, false));
    assertTrue(
        thrown instanceof RunException || thrown instanceof DataException, thrown.toString());
    assertTrue(thrown.getMessage().startsWith(message == null ? "" : message), thrown.getMessage());
    assertFalse(thrown.getMessage().contains("\n"), thrown.getMessage());
    assertFalse(Files.exists(run()), "nothing should be written");
  }

  @Test
  void aLabelOutsideTheClassesIsRefused() throws IOException {
    String data = csv("numbers.csv", "a,b,label", "1,2,0", "2,1,1", "3,4,2", "4,4,1", "5,1,0");
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" }",
            "layer { name: \"logits\" dense { units: 2 } }",
            "loss { softmax_cross_entropy {} }");
    var thrown = assertThrows(DataException.class, () -> train(model, data, 1, false));
    assertEquals("label 2 at sample 2 is outside the 2 classes 0 to 1", thrown.getMessage());
    assertFalse(Files.exists(run()));
  }
}
