package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file of Keras to a run that other verbs work on. */
class ImportTest {

  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "keras");
  private static final String IRIS =
      """
      {"module": "keras", "class_name": "Sequential", "config": {"name": "iris", "layers": [
        {"module": "keras.layers", "class_name": "InputLayer",
         "config": {"name": "features", "batch_shape": [null, 4]}},
        {"module": "keras.layers", "class_name": "Dense",
         "config": {"name": "hidden", "units": 5, "activation": "relu"}},
        {"module": "keras.layers", "class_name": "Dense",
         "config": {"name": "logits", "units": 3, "activation": "softmax"}}]},
       "compile_config": {"loss": "sparse_categorical_crossentropy", "optimizer": "adam"}}
      """;

  @TempDir private Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static Invocation done(String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertEquals(ExitCode.DONE, invocation.code(), invocation.err());
    return invocation;
  }

  @Test
  void importsEvaluatesExportsAndRefusesToResume() throws IOException {
    String archive = GOLDEN.resolve("words.keras").toString();
    String run = path("words");
    JsonNode imported =
        new ObjectMapper().readTree(done("import", archive, "--to", run, "--json").out());
    assertEquals(7, imported.get("layers").asInt());
    Path data =
        Files.writeString(
            directory.resolve("words.csv"),
            "a,b,c,d,e,f,g,h,i,label\n1,2,3,0,0,0,0,0,0,0\n4,0,0,0,0,0,0,0,0,1\n5,6,0,0,0,0,0,0,0,2\n");
    Path description =
        Files.writeString(
            directory.resolve("data.textproto"),
            "path: \""
                + data.getFileName()
                + "\" scaling: NONE table { label: \"label\" tensor { name: \"words\" shape: 9 } }");
    assertTrue(done("evaluate", run, "--data", description.toString()).out().contains("loss"));
    done("export", run, "--to", path("exported"));
    assertTrue(Files.exists(directory.resolve("exported").resolve("saved_model.pb")));
    Invocation resumed =
        Invocation.of(
            "train",
            run + "/model.textproto",
            "--data",
            description.toString(),
            "--run",
            run,
            "--resume",
            "--set",
            "training.validation_fraction=0");
    assertEquals(ExitCode.INVALID, resumed.code());
    assertTrue(resumed.err().contains("--weights " + run), resumed.err());
    Invocation again = Invocation.of("import", archive, "--to", run);
    assertEquals(ExitCode.INVALID, again.code());
    assertTrue(again.err().contains("is not empty"), again.err());
  }

  @Test
  void anArchitectureBecomesAModelFileThatTrains() throws IOException {
    Path json = Files.writeString(directory.resolve("iris.json"), IRIS);
    String model = path("iris.textproto");
    done("import", json.toString(), "--to", model);
    String text = Files.readString(Path.of(model));
    assertFalse(text.contains("SOFTMAX"), text);
    String first = path("first");
    done("train", model, "--data", "iris", "--run", first, "--epochs", "20");
    String tuned = path("tuned");
    Invocation more =
        done(
            "train",
            first + "/model.textproto",
            "--data",
            "iris",
            "--run",
            tuned,
            "--epochs",
            "1",
            "--weights",
            first);
    assertTrue(more.err().contains("begins with 4 of the other run's weights"), more.err());
    double before = loss(first);
    assertEquals(before, loss(tuned), 0.1 * before, "goes on from there");
    Invocation head =
        done(
            "train",
            model,
            "--data",
            "iris",
            "--run",
            path("head"),
            "--epochs",
            "1",
            "--weights",
            first,
            "--set",
            "layer[hidden].dense.units=6");
    assertTrue(
        head.err().contains("1 of the other run's weights and states; anew: hidden/kernel"),
        head.err());
  }

  private double loss(String run) throws IOException {
    return new ObjectMapper()
        .readTree(Path.of(run, "run.json").toFile())
        .at("/validation/loss")
        .asDouble();
  }

  @Test
  void nothingIsWrittenForAModelThatCannotBeImported() throws IOException {
    Path json =
        Files.writeString(directory.resolve("bad.json"), IRIS.replace("\"Dense\"", "\"Lambda\""));
    Invocation refused = Invocation.of("import", json.toString(), "--to", path("bad.textproto"));
    assertEquals(ExitCode.INVALID, refused.code());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains("layer hidden (Lambda): holds code of Python"));
    assertFalse(Files.exists(directory.resolve("bad.textproto")));
  }
}
