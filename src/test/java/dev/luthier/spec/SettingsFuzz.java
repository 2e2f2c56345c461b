package dev.luthier.spec;

import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.StudyDef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Settings of a model and of a study that are there, {@code PATH=VALUE}, one a line. */
public final class SettingsFuzz extends TextFuzz {

  private static final int MOST_LINES = 20;

  private final SpecFile<StudyDef> study;
  private final SpecFile<ModelDef> model;

  public SettingsFuzz(Path directory) throws IOException {
    super(directory.resolve("settings"), StudyDef.getDescriptor());
    model =
        SpecFile.read(Path.of("graphs", "se_resnet20.textproto"), ModelDef.getDefaultInstance());
    study =
        SpecFile.read(
            Path.of("tuner", "digits_architecture.textproto"), StudyDef.getDefaultInstance());
  }

  /** Those of the model have an odd number of lines. */
  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "layer[conv].conv2d.filters=32\noptimizer=rmsprop\noptimizer.*.learning_rate=1e-3",
            "training.epochs=20\nmetric=[ACCURACY, F1]\ninput[0].shape=[8, 8, 1]",
            "layer[stage1].block.repeat=2",
            "layer[stage1].block.layer[conv1].conv2d.kernel_size=[3, 3]",
            "layer[2]=flatten\noptimizer.schedule=cosine\nname=other",
            "budget.trials=20\nseed=3\nsampler=random\npruner=median",
            "objective.goal=MAXIMIZE\ntraining.epochs=2",
            "sampler=tpe\nsampler.tpe.candidates=3\npruner=none\ncross_validation.folds=3")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public List<String> words() {
    List<String> words = new ArrayList<>(super.words());
    ModelDef.getDescriptor().getFields().forEach(field -> words.add(field.getName() + "."));
    words.addAll(
        List.of("*", ".", "..", "[0]", "[-1]", "[conv]", "=", "=[1, 2]", ".block.layer[1]"));
    return words;
  }

  @Override
  void readFile() {
    List<String> lines;
    try {
      lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              .lines()
              .limit(MOST_LINES)
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (lines.size() % 2 == 0) {
      StudyFile.of(study, lines);
    } else {
      ModelFuzz.describe(ModelFile.of(model, lines.stream().map(Setting::parse).toList()));
    }
  }
}
