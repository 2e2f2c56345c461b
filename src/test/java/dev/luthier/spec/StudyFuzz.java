package dev.luthier.spec;

import dev.luthier.spec.proto.StudyDef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Study files with the models that are shipped: their records, and the text that a study keeps,
 * which is read when it goes on.
 */
public final class StudyFuzz extends TextFuzz {

  public StudyFuzz(Path directory) throws IOException {
    super(
        Files.createDirectories(directory.resolve("tuner")).resolve("study.textproto"),
        StudyDef.getDescriptor());
    Path graphs = Files.createDirectories(directory.resolve("graphs"));
    try (Stream<Path> models = Files.list(Path.of("graphs"))) {
      for (Path model : models.toList()) {
        Path copy = graphs.resolve(model.getFileName().toString());
        Files.write(copy, Files.readAllBytes(model));
      }
    }
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>(files("tuner"));
    for (String begun : List.of("iris_grid", "mnist_mlp_tpe")) {
      String text = StudyFile.read(Path.of("tuner", begun + ".textproto"), List.of()).text();
      seeds.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  @Override
  void readFile() {
    StudyFile.isStudy(file);
    StudySpec study = StudyFile.read(file, List.of());
    StudyFile.parse("again", study.text(), List.of());
  }
}
