package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user does with a model, one verb after the other. */
class VerbsTest {

  private static final String MODEL = "graphs/iris_logistic.textproto";

  @TempDir private Path directory;

  private static JsonNode json(Invocation invocation) throws IOException {
    assertEquals(ExitCode.DONE, invocation.code(), invocation.err());
    assertEquals(1, invocation.out().lines().count(), invocation.out());
    return new ObjectMapper().readTree(invocation.out());
  }

  private static Set<String> keys(JsonNode node) {
    Set<String> keys = new TreeSet<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private Invocation train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", MODEL, "--data", "iris", "--run"));
    arguments.add(directory.resolve("run").toString());
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void aModelFromTrainingToPredictions() throws IOException {
    Path run = directory.resolve("run");
    Invocation training = train("--epochs", "20", "--seed", "3", "--json");
    JsonNode trained = json(training);
    assertEquals(
        Set.of(
            "run",
            "device",
            "seed",
            "epochs",
            "steps",
            "seconds",
            "samples_per_second",
            "loss",
            "metrics",
            "validation"),
        keys(trained));
    assertEquals(run.toString(), trained.at("/run").asText());
    assertTrue(trained.at("/device").asText().matches("cpu|gpu:0"), training.out());
    assertEquals(3, trained.at("/seed").asInt());
    assertEquals(20, trained.at("/epochs").asInt());
    assertTrue(trained.at("/metrics/accuracy").asDouble() > 0.8, training.out());
    assertTrue(training.err().contains("epoch 20/20  loss "), training.err());

    JsonNode validated =
        json(
            Invocation.of(
                "evaluate", run.toString(), "--data", "iris", "--split", "validation", "--json"));
    assertEquals(Set.of("samples", "loss", "metrics"), keys(validated));
    assertEquals(30, validated.at("/samples").asInt());
    assertEquals(trained.at("/validation/loss").asDouble(), validated.at("/loss").asDouble(), 1e-6);

    Path exported = directory.resolve("exported");
    assertEquals(
        ExitCode.DONE, Invocation.of("export", run.toString(), "--to", exported.toString()).code());
    Path ofRun = directory.resolve("of_run.csv");
    Path ofModel = directory.resolve("of_model.csv");
    Invocation.of("predict", run.toString(), "--data", "iris", "--to", ofRun.toString());
    Path link = Files.createSymbolicLink(directory.resolve("link.csv"), ofModel);
    Files.createFile(ofModel);
    Invocation.of("predict", exported.toString(), "--data", "iris", "--to", link.toString());
    Invocation.of("predict", exported.toString(), "--data", "iris", "--to", "/dev/null");
    assertTrue(Files.isSymbolicLink(link));
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
    List<String> rows = Files.readAllLines(ofRun);
    assertEquals(151, rows.size());
    assertEquals(
        "class,probability_setosa,probability_versicolor,probability_virginica", rows.get(0));
    assertTrue(rows.get(1).startsWith("setosa,0."), rows.get(1));
    assertEquals(rows, Files.readAllLines(ofModel));
  }

  @Test
  void aRunGoesOnWithItsOwnSeedAndKeepsItsFigures() throws IOException {
    JsonNode first = json(train("--epochs", "2", "--seed", "5", "--json"));
    JsonNode more = json(train("--epochs", "4", "--resume", "--json"));
    assertEquals(5, more.at("/seed").asInt());
    assertEquals(2 * first.at("/steps").asInt(), more.at("/steps").asInt());
    Invocation again = train("--epochs", "4", "--resume", "--json");
    assertTrue(again.err().contains("nothing is left to do"), again.err());
    assertEquals(more.at("/loss"), json(again).at("/loss"));
    assertEquals(more.at("/metrics"), json(again).at("/metrics"));
  }

  @Test
  void forPeople() {
    Invocation training = train("--epochs", "2");
    List<String> lines = training.out().lines().toList();
    assertEquals("epochs  2 (8 steps)", lines.get(3));
    assertTrue(training.out().contains("          training  validation"), training.out());
  }

  @Test
  void anExistingRunIsLeftAlone() throws IOException {
    assertEquals(ExitCode.DONE, train("--epochs", "1").code());
    String before = Files.readString(directory.resolve("run/run.json"));
    Invocation refused = train("--epochs", "2");
    assertEquals(ExitCode.INVALID, refused.code());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains("--resume"), refused.err());
    assertEquals(before, Files.readString(directory.resolve("run/run.json")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 0 | option '--epochs': must be positive, was 0",
        "--batch-size x | option '--batch-size': must be a whole number, was 'x'",
        "--threads -1 | option '--threads': must be positive, was -1",
        "--device gpu | device must be auto, cpu, cpu:N, gpu:N or several joined by +, was 'gpu'",
        "--device gpu:99 | device must be one that TensorFlow sees",
        "--set layer[logits].dense.units=-3 | units must be positive, was -3",
        "--set layer[logits].dense.unit=3 | units",
        "--set epochs | no \"=\" found",
        "--set training.validation_fraction=2 | validation_fraction",
      })
  void wrongUsageWritesNothing(String arguments, String part) {
    Invocation refused = train(arguments.split(" "));
    assertEquals(ExitCode.INVALID, refused.code(), refused.err());
    assertTrue(refused.err().startsWith("luthier: "), refused.err());
    assertTrue(refused.err().lines().findFirst().orElseThrow().contains(part), refused.err());
    assertEquals("", refused.out());
    assertFalse(Files.exists(directory.resolve("run")));
  }

  @Test
  void modelAndDataThatDoNotFitWriteNothing() {
    Path run = directory.resolve("run");
    Invocation refused =
        Invocation.of(
            "train", "graphs/mnist_mlp.textproto", "--data", "iris", "--run", run.toString());
    assertEquals(ExitCode.INVALID, refused.code(), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void dataDescribedByAFile() throws IOException {
    Files.writeString(
        directory.resolve("flowers.csv"),
        "length,kind,width\n1,a,2\n2,b,3\n1.5,a,2\n3,b,4\n1,a,1\n2,b,2\n1,a,2\n3,b,3\n");
    Path data = directory.resolve("flowers.textproto");
    Files.writeString(data, "path: \"flowers.csv\"\ntable { label: \"kind\" }\n");
    Path run = directory.resolve("described");
    Invocation trained =
        Invocation.of(
            "train",
            MODEL,
            "--data",
            data.toString(),
            "--run",
            run.toString(),
            "--set",
            "input[measurements].shape=2",
            "--set",
            "layer[logits].dense.units=2",
            "--epochs",
            "1",
            "--json");
    assertEquals(1, json(trained).at("/epochs").asInt());
    Files.writeString(data, "path: \"flowers.csv\"\ntabel { label: \"kind\" }\n");
    Invocation refused = Invocation.of("evaluate", run.toString(), "--data", data.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    assertTrue(refused.err().startsWith("luthier: " + data + ":2:"), refused.err());
  }

  @Test
  void aStreamedSampleThatCannotBeReadEndsTheWorkInOneLine() throws IOException {
    Path file = directory.resolve("data.textproto");
    Files.writeString(
        file, Pictures.write(directory, Pictures.Stored.FOLDERS) + " streaming: ALWAYS");
    Path model = directory.resolve("model.textproto");
    Files.writeString(
        model,
        """
        name: "small" input { name: "pixels" } layer { name: "flat" flatten {} }
        layer { name: "logits" dense { units: 2 } } loss { softmax_cross_entropy {} }
        optimizer { sgd { learning_rate: 0.1 } } training { epochs: 1 batch_size: 8 }
        """);
    Path image = directory.resolve("images/test/red/image160.png");
    Files.writeString(image, "this was an image");
    Path run = directory.resolve("run");
    Invocation training =
        Invocation.of(
            "train", model.toString(), "--data", file.toString(), "--run", run.toString());
    assertEquals(ExitCode.FAILED, training.code());
    String line = training.err().lines().filter(l -> l.startsWith("luthier:")).findFirst().get();
    assertTrue(line.startsWith("luthier: " + image + ": the sample cannot be read: "), line);
    assertFalse(Files.exists(run.resolve("model")));
  }
}
