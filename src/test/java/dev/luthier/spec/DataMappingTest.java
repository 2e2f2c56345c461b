package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.TextFormat;
import dev.luthier.data.ArraysFormat;
import dev.luthier.data.DataDescription;
import dev.luthier.data.ImagesFormat;
import dev.luthier.data.RecordsFormat;
import dev.luthier.data.Scaling;
import dev.luthier.data.SoundsFormat;
import dev.luthier.data.Streaming;
import dev.luthier.data.TableFormat;
import dev.luthier.data.TensorColumns;
import dev.luthier.spec.proto.DataDef;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DataMappingTest {

  private static DataDescription read(String text) {
    DataDef.Builder def = DataDef.newBuilder();
    try {
      TextFormat.merge(text, def);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
    return DataMapping.fromProto(def.build(), Path.of("studies"));
  }

  @Test
  void defaultsAreThoseOfTheSchema() {
    assertEquals(DataDescription.of("mnist"), read("path: 'mnist'"));
    assertEquals(DataDescription.of("studies/x.csv"), read("path: 'x.csv'"));
    assertEquals(DataDescription.of("/data/x.csv"), read("path: '/data/x.csv'"));
    assertEquals(
        DataDescription.of("iris").withFormat(TableFormat.standard()),
        read("path: 'iris' table {}"));
    assertEquals(
        DataDescription.of("iris").withFormat(ImagesFormat.standard()),
        read("path: 'iris' images {}"));
    assertEquals(
        DataDescription.of("iris").withFormat(ArraysFormat.standard()),
        read("path: 'iris' arrays {}"));
    assertEquals(
        DataDescription.of("iris").withFormat(RecordsFormat.standard()),
        read("path: 'iris' records {}"));
  }

  @Test
  void everyFieldIsMapped() {
    assertEquals(
        new DataDescription(
            "studies/a.csv",
            Optional.of("studies/b.csv"),
            0,
            OptionalDouble.of(0.2),
            Optional.of(false),
            OptionalLong.of(5),
            Scaling.STANDARDIZE,
            Optional.of(
                new TableFormat(
                    List.of("y"),
                    List.of("id"),
                    List.of("zip"),
                    ';',
                    false,
                    List.of("-"),
                    Optional.of(new TensorColumns("pixels", List.of(2, 3), true, 0.5f)))),
            new Streaming(Streaming.Mode.NEVER, 7L << 20)),
        read(
            """
            path: "a.csv" test_path: "b.csv" validation_fraction: 0.2 stratify: false
            split_seed: 5 scaling: STANDARDIZE streaming: NEVER memory_mib: 7
            table {
              label: "y" ignore: "id" categorical: "zip" separator: ";" header: false missing: "-"
              tensor { name: "pixels" shape: 2 shape: 3 bytes: true scale: 0.5 }
            }
            """));
    assertEquals(0.1, read("path: 'iris' test_fraction: 0.1").testFraction());
    assertEquals(
        Optional.of(
            new ArraysFormat(
                Optional.of("a"), Optional.of("b"), Optional.of("c"), Optional.of("d"))),
        read("path: 'x.npz' arrays { features: 'a' labels: 'b' test_features: 'c'"
                + " test_labels: 'd' }")
            .format());
    assertEquals(
        Optional.of(new RecordsFormat(Optional.of("a"), Optional.of("b"), List.of(2, 2))),
        read("path: 'x' records { features: 'a' label: 'b' shape: [2, 2] }").format());
    assertEquals(
        Optional.of(new ImagesFormat(2, 3, 1)),
        read("path: 'x' images { height: 2 width: 3 channels: 1 }").format());
    assertEquals(
        Optional.of(new SoundsFormat(8000)), read("path: 'x' sounds { samples: 8000 }").format());
  }

  private static String failure(String text) {
    return assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage();
  }

  @Test
  void errorsStartWithTheField() {
    assertEquals(
        "path must not be empty; write a name such as \"iris\" or a file's path", failure(""));
    assertEquals(
        "test_fraction must be at least 0 and below 1, was 1.5; write one such as 0.2",
        failure("path: 'x' test_fraction: 1.5"));
    assertEquals(
        "test_fraction must be left out where there is a test_path, was 0.5",
        failure("path: 'x' test_path: 'y' test_fraction: 0.5"));
    assertEquals(
        "separator must be one character, was \"ab\"; write one such as \";\"",
        failure("path: 'x' table { separator: 'ab' }"));
    assertEquals("channels must be 1 or 3, was 2", failure("path: 'x' images { channels: 2 }"));
    assertEquals(
        "shape must be positive sizes, was []; write one such as [8, 8]",
        failure("path: 'x' table { tensor { name: 'a' } }"));
  }
}
