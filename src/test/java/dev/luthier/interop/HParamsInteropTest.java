package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.interop.TensorBoardServer.Loading;
import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Value;
import dev.luthier.tensorboard.EventWriter;
import dev.luthier.tensorboard.HParamsMetric;
import dev.luthier.tensorboard.HParamsWriter;
import dev.luthier.tensorboard.HParamsWriter.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real TensorBoard's HParams plugin lists a study that {@link HParamsWriter} wrote. */
@Tag("interop")
class HParamsInteropTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String EXPERIMENT = "/data/plugin/hparams/experiment";
  private static final String GROUPS = "/data/plugin/hparams/session_groups";
  private static final long STARTED = 1_700_000_000L;
  private static final int TRIALS = 10;

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("units", IntRange.of(32, 512).withStep(32)),
          Parameter.of("learning_rate", FloatRange.of(1e-4, 0.1).withScale(Scale.LOG)),
          Parameter.of("optimizer", Choice.of("adam", "rmsprop")),
          Parameter.of("momentum", FloatRange.of(0, 0.99))
              .when(new Condition.OneOf("optimizer", List.of(Value.of("rmsprop")))),
          Parameter.of("dropout", Choice.of(0, 0.25, 0.5)),
          Parameter.of("depth", new Choice(List.of(Value.of("auto"), Value.of(3L)), false)),
          Parameter.of("normalize", Choice.ofFlags()),
          Parameter.of("activation", Choice.fixed(Value.of("relu"))));

  private static final List<HParamsMetric> METRICS =
      List.of(
          HParamsMetric.objective("validation/accuracy"),
          HParamsMetric.ofFigure("validation/accuracy"),
          HParamsMetric.ofFigure("loss"));

  private static final HParamsWriter HPARAMS = new HParamsWriter("interop", SPACE, clock(STARTED));

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void listsTheExperiment(Loading loading) throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    writeExperiment();
    writeExperiment();
    try (TensorBoardServer server = TensorBoardServer.start(python, directory, loading)) {
      JsonNode question = MAPPER.createObjectNode().put("experimentName", "");
      JsonNode experiment =
          server.await(EXPERIMENT, question, answer -> answer.path("hparamInfos").size() > 0);
      assertEquals("interop", experiment.get("name").textValue());
      assertEquals(STARTED, experiment.get("timeCreatedSecs").doubleValue());
      Map<String, String> domains = new TreeMap<>();
      for (JsonNode info : experiment.get("hparamInfos")) {
        JsonNode interval = info.path("domainInterval");
        domains.put(
            info.get("name").textValue(),
            info.get("type").textValue()
                + " "
                + (interval.isMissingNode()
                    ? info.get("domainDiscrete")
                    : "["
                        + interval.get("minValue").doubleValue()
                        + " to "
                        + interval.get("maxValue").doubleValue()
                        + "]"));
      }
      assertEquals(
          Map.of(
              "units", "DATA_TYPE_FLOAT64 [32.0 to 512.0]",
              "learning_rate", "DATA_TYPE_FLOAT64 [1.0E-4 to 0.1]",
              "optimizer", "DATA_TYPE_STRING [\"adam\",\"rmsprop\"]",
              "momentum", "DATA_TYPE_FLOAT64 [0.0 to 0.99]",
              "dropout", "DATA_TYPE_FLOAT64 [0.0,0.25,0.5]",
              "depth", "DATA_TYPE_STRING [\"auto\",\"3\"]",
              "normalize", "DATA_TYPE_BOOL [false,true]",
              "activation", "DATA_TYPE_STRING [\"relu\"]"),
          domains);
      List<String> metrics = new ArrayList<>();
      for (JsonNode info : experiment.get("metricInfos")) {
        metrics.add(
            info.get("name").get("group").textValue()
                + " "
                + info.get("name").get("tag").textValue()
                + " "
                + info.get("datasetType").textValue());
      }
      assertEquals(
          List.of(
              " objective DATASET_UNKNOWN",
              "validation epoch_accuracy DATASET_VALIDATION",
              "train epoch_loss DATASET_TRAINING"),
          metrics);
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsEveryTrial(Loading loading) throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    writeExperiment();
    List<Assignment> assignments = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      assignments.add(assignment(trial));
      writeTrial(trial, assignments.get(trial), outcome(trial));
    }
    try (TensorBoardServer server = TensorBoardServer.start(python, directory, loading)) {
      JsonNode groups =
          server.await(GROUPS, question(), answer -> answer.path("totalSize").intValue() == TRIALS);
      for (int trial = 0; trial < TRIALS; trial++) {
        JsonNode group = groups.get("sessionGroups").get(trial);
        assertEquals(name(trial), group.get("name").textValue());
        assertParameters(assignments.get(trial), group.get("hparams"));
        JsonNode session = only(group.get("sessions"));
        assertEquals("trials/" + name(trial), session.get("name").textValue());
        assertEquals(STARTED, session.get("startTimeSecs").doubleValue());
        assertEquals(status(outcome(trial)), session.get("status").textValue());
        assertEquals(
            outcome(trial).isPresent() ? (double) STARTED : 0,
            session.get("endTimeSecs").doubleValue());
        assertEquals(values(trial, outcome(trial)), values(session));
      }
    }
  }

  /** In a TensorBoard that looks on, too. */
  @ParameterizedTest
  @EnumSource
  void showsTheEndOfATrialThatWasInterrupted(Loading loading)
      throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    writeExperiment();
    Assignment assignment = assignment(0);
    writeTrial(0, assignment, Optional.empty());
    try (TensorBoardServer server = TensorBoardServer.start(python, directory, loading)) {
      JsonNode groups =
          server.await(GROUPS, question(), answer -> answer.path("totalSize").intValue() == 1);
      assertEquals("STATUS_UNKNOWN", status(groups));
      try (EventWriter writer = EventWriter.open(trial(0), clock(STARTED + 1))) {
        HPARAMS.start(writer, name(0), assignment);
        HPARAMS.end(writer, Outcome.SUCCESS, 0.75);
      }
      groups = server.await(GROUPS, question(), answer -> !status(answer).equals("STATUS_UNKNOWN"));
      assertEquals("STATUS_SUCCESS", status(groups));
      assertParameters(assignment, only(groups.get("sessionGroups")).get("hparams"));
      server.await(
          GROUPS,
          question(),
          answer ->
              Double.valueOf(0.75)
                  .equals(
                      values(only(only(answer.get("sessionGroups")).get("sessions")))
                          .get("/objective")));
    }
  }

  private void writeExperiment() throws IOException {
    try (EventWriter writer = EventWriter.open(directory, clock(STARTED))) {
      HPARAMS.experiment(writer, METRICS);
    }
  }

  private void writeTrial(int number, Assignment assignment, Optional<Outcome> outcome)
      throws IOException {
    try (EventWriter writer = EventWriter.open(trial(number), clock(STARTED))) {
      HPARAMS.start(writer, name(number), assignment);
    }
    try (EventWriter training = EventWriter.open(trial(number).resolve("train"), clock(STARTED));
        EventWriter validation =
            EventWriter.open(trial(number).resolve("validation"), clock(STARTED))) {
      for (int epoch = 0; epoch < 3; epoch++) {
        training.scalar("epoch_loss", number + epoch, epoch);
        validation.scalar("epoch_accuracy", number - epoch, epoch);
      }
    }
    if (outcome.isPresent()) {
      try (EventWriter writer = EventWriter.open(trial(number), clock(STARTED))) {
        HPARAMS.end(writer, outcome.get(), objective(number, outcome.get()).stream().toArray());
      }
    }
  }

  private static Assignment assignment(int number) {
    SplittableRandom random = new SplittableRandom(number);
    Assignment assignment =
        SPACE.assign(
            parameter ->
                parameter.name().equals("optimizer")
                    ? Value.of(number % 2 == 0 ? "adam" : "rmsprop")
                    : parameter.domain().fromUnit(random.nextDouble()));
    assertEquals(number % 2 == 1, assignment.get("momentum").isPresent());
    return assignment;
  }

  /** Eight trials are over, two of these by a failure; the last two run. */
  private static Optional<Outcome> outcome(int number) {
    if (number >= 8) {
      return Optional.empty();
    }
    return Optional.of(number % 4 == 2 ? Outcome.FAILURE : Outcome.SUCCESS);
  }

  private static OptionalDouble objective(int number, Outcome outcome) {
    return outcome == Outcome.SUCCESS ? OptionalDouble.of(number / 16.0) : OptionalDouble.empty();
  }

  private static String status(Optional<Outcome> outcome) {
    return outcome.map(end -> "STATUS_" + end.name()).orElse("STATUS_UNKNOWN");
  }

  private static String status(JsonNode groups) {
    return only(only(groups.get("sessionGroups")).get("sessions")).get("status").textValue();
  }

  private static Map<String, Double> values(int number, Optional<Outcome> outcome) {
    Map<String, Double> values = new TreeMap<>();
    values.put("train/epoch_loss", number + 2.0);
    values.put("validation/epoch_accuracy", number - 2.0);
    outcome.ifPresent(
        end -> objective(number, end).ifPresent(value -> values.put("/objective", value)));
    return values;
  }

  private static Map<String, Double> values(JsonNode session) {
    Map<String, Double> values = new TreeMap<>();
    for (JsonNode metric : session.get("metricValues")) {
      JsonNode name = metric.get("name");
      values.put(
          name.get("group").textValue() + "/" + name.get("tag").textValue(),
          metric.get("value").doubleValue());
    }
    return values;
  }

  private static void assertParameters(Assignment assignment, JsonNode hparams) {
    assertEquals(assignment.values().size(), hparams.size());
    assignment
        .values()
        .forEach(
            (name, value) -> {
              JsonNode shown = hparams.get(name);
              if (name.equals("depth")) {
                assertEquals(value.text(), shown.textValue());
              } else if (value.number().isPresent()) {
                assertEquals(value.number().getAsDouble(), shown.doubleValue());
                assertTrue(shown.isNumber(), name);
              } else if (value instanceof Value.Flag flag) {
                assertTrue(shown.isBoolean(), name);
                assertEquals(flag.value(), shown.booleanValue());
              } else {
                assertEquals(value.text(), shown.textValue());
              }
            });
  }

  private static JsonNode question() {
    return MAPPER
        .createObjectNode()
        .put("startIndex", 0)
        .put("sliceSize", 100)
        .set(
            "allowedStatuses",
            MAPPER
                .createArrayNode()
                .add("STATUS_UNKNOWN")
                .add("STATUS_SUCCESS")
                .add("STATUS_FAILURE")
                .add("STATUS_RUNNING"));
  }

  private static JsonNode only(JsonNode list) {
    assertEquals(1, list.size());
    assertFalse(list.get(0).isNull());
    return list.get(0);
  }

  private Path trial(int number) {
    return directory.resolve("trials").resolve(name(number));
  }

  private static String name(int number) {
    return String.format("%04d", number);
  }

  private static InstantSource clock(long seconds) {
    return InstantSource.fixed(Instant.ofEpochSecond(seconds));
  }
}
