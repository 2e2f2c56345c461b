package dev.luthier.run;

import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells two resolved models apart, but for the number of epochs, which a resumed run may raise. */
final class ModelDifference {

  private ModelDifference() {}

  /** The first line that differs, if any. */
  static Optional<String> between(Path before, ModelSpec now) throws IOException {
    // What is not UTF-8 any more differs, too.
    List<String> old =
        new String(Files.readAllBytes(before), StandardCharsets.UTF_8).lines().toList();
    List<String> wanted = ModelFile.text(now).lines().toList();
    for (int i = 0; i < Math.max(old.size(), wanted.size()); i++) {
      String was = i < old.size() ? old.get(i).strip() : "(nothing)";
      String is = i < wanted.size() ? wanted.get(i).strip() : "(nothing)";
      if (!was.equals(is) && !(was.startsWith("epochs:") && is.startsWith("epochs:"))) {
        return Optional.of(
            "line " + (i + 1) + " was \"" + was + "\" and is \"" + is + "\"; resume with the same");
      }
    }
    return Optional.empty();
  }
}
