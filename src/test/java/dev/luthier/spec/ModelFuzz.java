package dev.luthier.spec;

import dev.luthier.nn.Network;
import dev.luthier.nn.ShapeException;
import dev.luthier.nn.Variable;
import dev.luthier.spec.proto.ModelDef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Model files: their records, the shapes of their layers, and the text that a run keeps. */
public final class ModelFuzz extends TextFuzz {

  public ModelFuzz(Path directory) {
    super(directory.resolve("model.textproto"), ModelDef.getDescriptor());
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    return files("graphs");
  }

  @Override
  void readFile() {
    ModelFile model = ModelFile.read(file, List.of());
    describe(model);
    ModelFile.parse("again", ModelFile.text(model.spec()), List.of());
  }

  /** What {@code check} finds out. */
  static void describe(ModelFile file) {
    if (file.spec().model().inputs().stream().anyMatch(input -> input.shape().isEmpty())) {
      return;
    }
    try {
      Network network = Network.of(file.spec().model(), Map.of());
      for (Variable.Role role : Variable.Role.values()) {
        network.parameters(role);
      }
      network.multiplyAdds();
      network.activations();
      network.figures();
      network.exitShares();
    } catch (ShapeException e) {
      throw file.error(e.path(), e.getMessage());
    } catch (IllegalArgumentException e) {
      throw file.error("", e.getMessage());
    }
  }
}
