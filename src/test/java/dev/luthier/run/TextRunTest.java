package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.Figures;
import dev.luthier.spec.ModelFile;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that take text, from training to predictions. */
class TextRunTest {

  private static final String TAIL =
      """
      layer { name: "logits" dense { units: 2 } }
      loss { softmax_cross_entropy {} }
      metric: ACCURACY
      optimizer { adam { learning_rate: 0.05 } }
      training { epochs: 8 batch_size: 16 }
      """;

  private static final String TEXT =
      """
      name: "text"
      input { name: "text" text { vocabulary_size: 40 length: 6 } }
      layer { name: "embedding" input: "text" embedding { input_size: 40 output_size: 4 } }
      layer { name: "pool" global_average_pool {} }
      """;

  private static final String TEXT_AND_COLUMNS =
      TEXT
          + """
          input { name: "columns" }
          layer { name: "both" input: ["pool", "columns"] concat {} }
          """;

  @TempDir Path directory;

  @Test
  void learnsFromTexts() throws IOException {
    Path run = train(TEXT + TAIL, reviews(false));
    Figures figures =
        Evaluation.evaluate(
            run,
            DataDescription.of(reviews(false).toString()),
            directory,
            Optional.of(Evaluation.Part.VALIDATION),
            new DeviceChoice.Cpu(),
            OptionalInt.of(1));
    assertTrue(figures.metrics().get("accuracy") > 0.9, figures.toString());

    Prediction prediction =
        predict(run, "text\n\"Good,\tGOOD film!\"\nbad bad\n\"\"\nnever seen\n");
    assertEquals("yes", prediction.likeliest(0));
    assertEquals("no", prediction.likeliest(1));
    assertEquals(4, prediction.values().length);
  }

  @Test
  void evaluationAndSavedModelAgree() throws IOException {
    Path run = train(TEXT_AND_COLUMNS + TAIL, reviews(true));
    Path data = reviews(true);
    Prediction prediction = predict(run, Files.readString(data));
    List<String> lines = Files.readAllLines(data);
    int right = 0;
    for (int i = 1; i < lines.size(); i++) {
      right += lines.get(i).endsWith("," + prediction.likeliest(i - 1)) ? 1 : 0;
    }
    Figures figures =
        Evaluation.evaluate(
            run,
            DataDescription.of(data.toString()),
            directory,
            Optional.empty(),
            new DeviceChoice.Cpu(),
            OptionalInt.of(1));
    assertEquals(right / (lines.size() - 1.0), figures.metrics().get("accuracy"), 1e-6);
    assertTrue(right > 0.9 * lines.size(), figures.toString());
  }

  @Test
  void theColumnsBesideATextMatter() throws IOException {
    Path run = train(TEXT_AND_COLUMNS + TAIL, reviews(true));
    Prediction prediction =
        predict(run, "text,stars,place\nfilm,5,home\nfilm,-5,home\nfilm,5,home\n");
    assertArrayEquals(prediction.values()[0], prediction.values()[2]);
    assertTrue(prediction.values()[0][1] > prediction.values()[1][1]);
  }

  @Test
  void refusesColumnsWithoutAnInputAndAnInputWithoutColumns() {
    RunException more = assertThrows(RunException.class, () -> train(TEXT + TAIL, reviews(true)));
    assertTrue(
        more.getMessage()
            .endsWith(
                "reviews.csv has the columns stars, place beside those that the model takes as"
                    + " text; leave them out with table { ignore: ... } or write one more input"
                    + " for them"),
        more.getMessage());
    RunException none =
        assertThrows(RunException.class, () -> train(TEXT_AND_COLUMNS + TAIL, reviews(false)));
    assertTrue(
        none.getMessage()
            .endsWith(
                "has nothing beside what the model takes raw, so there is none for input columns"),
        none.getMessage());
  }

  /** A word settles the label; stars, where asked for, say the same. */
  private Path reviews(boolean columns) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder(columns ? "stars,text,place,label\n" : "text,label\n");
    for (int i = 0; i < 160; i++) {
      boolean good = random.nextBoolean();
      String review =
          "the film number%d was %s, really".formatted(random.nextInt(50), good ? "good" : "Bad");
      text.append(columns ? (good ? 4 : -4) + "," : "");
      text.append('"').append(i % 20 == 19 ? (good ? "good" : "bad") : review).append('"');
      text.append(columns ? List.of(",home", ",cinema").get(i % 2) : "");
      text.append(good ? ",yes\n" : ",no\n");
    }
    return Files.writeString(directory.resolve("reviews.csv"), text);
  }

  private Path train(String model, Path data) throws IOException {
    Path run = directory.resolve("run");
    TrainingRequest request =
        new TrainingRequest(
            ModelFile.parse("model.textproto", model, List.of()).spec(),
            DataDescription.of(data.toString()),
            directory,
            run,
            4,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            false,
            TrainingRequest.Outputs.ALL);
    new TrainingRun(request, InstantSource.system(), System::nanoTime)
        .train(new TrainingListener() {}, () -> false);
    return run;
  }

  private Prediction predict(Path run, String csv) throws IOException {
    Path asked = Files.writeString(directory.resolve("asked.csv"), csv);
    return Prediction.of(
        run, DataDescription.of(asked.toString()), directory, new DeviceChoice.Cpu(), 1);
  }
}
