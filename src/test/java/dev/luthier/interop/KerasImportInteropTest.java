package dev.luthier.interop;

import dev.luthier.keras.KerasFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that Python's Keras saves predict the same when they are imported. */
@Tag("interop")
class KerasImportInteropTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"seed_mlp", "seed_resnet", "images", "words", "curve"})
  void predictsAsKeras(String name) throws Exception {
    PythonInterpreter.required()
        .run(Duration.ofMinutes(5), "keras_models.py", directory.toString(), name);
    KerasFiles.assertSamePredictions(directory, name, directory.resolve("run"));
  }
}
