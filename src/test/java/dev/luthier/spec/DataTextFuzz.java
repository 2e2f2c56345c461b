package dev.luthier.spec;

import dev.luthier.spec.proto.DataDef;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that describe data sets. */
public final class DataTextFuzz extends TextFuzz {

  private final Path directory;

  public DataTextFuzz(Path directory) {
    super(directory.resolve("data.textproto"), DataDef.getDescriptor());
    this.directory = directory;
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "path: \"iris\" validation_fraction: 0.2 stratify: true split_seed: 7",
            """
            path: "table.csv" test_path: "test.csv" scaling: STANDARDIZE
            table {
              label: ["y"] ignore: "id" categorical: "zip" separator: ";" header: false
              missing: ["-", ""]
              tensor { name: "pixels" shape: [8, 8] bytes: true scale: 0.0625 }
            }
            """,
            "path: \"a.npz\" test_fraction: 0.1 arrays { features: \"x\" labels: \"y\" }",
            """
            path: "a.tfrecord" streaming: ALWAYS memory_mib: 64
            records { features: "image" label: "class" shape: [28, 28, 1] }
            """,
            "path: \"images\" images { height: 32 width: 32 channels: 1 } scaling: UNIT",
            "path: \"sounds\" sounds { samples: 8000 }")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  void readFile() {
    SpecFile.read(file, DataDef.getDefaultInstance())
        .convert(definition -> DataMapping.fromProto(definition, directory));
  }
}
