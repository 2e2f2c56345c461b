package dev.luthier.spec;

import dev.luthier.data.ArraysFormat;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataFormat;
import dev.luthier.data.ImagesFormat;
import dev.luthier.data.RecordsFormat;
import dev.luthier.data.Scaling;
import dev.luthier.data.SoundsFormat;
import dev.luthier.data.Streaming;
import dev.luthier.data.TableFormat;
import dev.luthier.data.TensorColumns;
import dev.luthier.data.WellKnown;
import dev.luthier.spec.proto.ArraysDef;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ImagesDef;
import dev.luthier.spec.proto.RecordsDef;
import dev.luthier.spec.proto.TableDef;
import dev.luthier.spec.proto.TensorColumnsDef;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Data files as records. */
public final class DataMapping {

  private DataMapping() {}

  /**
   * The description that a message stands for.
   *
   * @param directory of the file with the message, which its paths are relative to
   * @throws IllegalArgumentException whose message starts with the name of the field at fault
   */
  public static DataDescription fromProto(DataDef def, Path directory) {
    return new DataDescription(
        resolve("path", def.getPath(), directory),
        text(def.getTestPath()).map(path -> resolve("test_path", path, directory)),
        decimal(def.getTestFraction()),
        def.hasValidationFraction()
            ? OptionalDouble.of(decimal(def.getValidationFraction()))
            : OptionalDouble.empty(),
        def.hasStratify() ? Optional.of(def.getStratify()) : Optional.empty(),
        def.hasSplitSeed() ? OptionalLong.of(def.getSplitSeed()) : OptionalLong.empty(),
        scaling(def.getScaling()),
        format(def),
        streaming(def));
  }

  private static String resolve(String field, String path, Path directory) {
    if (path.isBlank() || WellKnown.isName(path)) {
      return path;
    }
    try {
      return directory.resolve(path).toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          field + " must be a name or a path, was \"" + path + "\": " + e.getReason(), e);
    }
  }

  /** The fraction as it was written: 0.2, where the float is 0.2000000030. */
  private static double decimal(float fraction) {
    return Double.parseDouble(Float.toString(fraction));
  }

  private static Optional<String> text(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static Scaling scaling(dev.luthier.spec.proto.Scaling scaling) {
    return switch (scaling) {
      case SCALING_UNSPECIFIED -> Scaling.DEFAULT;
      case NONE -> Scaling.NONE;
      case UNIT -> Scaling.UNIT;
      case STANDARDIZE -> Scaling.STANDARDIZE;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("scaling must be NONE, UNIT or STANDARDIZE");
    };
  }

  private static Streaming streaming(DataDef def) {
    if (def.getMemoryMib() < 0) {
      throw new IllegalArgumentException(
          "memory_mib must be positive, was " + def.getMemoryMib() + "; leave it out for 1024");
    }
    Streaming.Mode mode =
        switch (def.getStreaming()) {
          case STREAMING_UNSPECIFIED, AUTO -> Streaming.Mode.AUTO;
          case ALWAYS -> Streaming.Mode.ALWAYS;
          case NEVER -> Streaming.Mode.NEVER;
          case UNRECOGNIZED ->
              throw new IllegalArgumentException("streaming must be AUTO, ALWAYS or NEVER");
        };
    return new Streaming(
        mode, def.getMemoryMib() == 0 ? Streaming.DEFAULT_BOUND : (long) def.getMemoryMib() << 20);
  }

  private static Optional<DataFormat> format(DataDef def) {
    return switch (def.getFormatCase()) {
      case FORMAT_NOT_SET -> Optional.empty();
      case TABLE -> Optional.of(table(def.getTable()));
      case ARRAYS -> Optional.of(arrays(def.getArrays()));
      case RECORDS -> Optional.of(records(def.getRecords()));
      case IMAGES -> Optional.of(images(def.getImages()));
      case SOUNDS -> Optional.of(new SoundsFormat(def.getSounds().getSamples()));
    };
  }

  private static TableFormat table(TableDef def) {
    return new TableFormat(
        def.getLabelList(),
        def.getIgnoreList(),
        def.getCategoricalList(),
        separator(def.getSeparator()),
        !def.hasHeader() || def.getHeader(),
        def.getMissingCount() > 0 ? def.getMissingList() : TableFormat.DEFAULT_MISSING,
        def.hasTensor() ? Optional.of(tensor(def.getTensor())) : Optional.empty());
  }

  private static char separator(String text) {
    if (text.length() > 1) {
      throw new IllegalArgumentException(
          "separator must be one character, was \"" + text + "\"; write one such as \";\"");
    }
    return text.isEmpty() ? ',' : text.charAt(0);
  }

  private static TensorColumns tensor(TensorColumnsDef def) {
    return new TensorColumns(
        def.getName(),
        List.copyOf(def.getShapeList()),
        def.getBytes(),
        def.hasScale() ? def.getScale() : 1);
  }

  private static ArraysFormat arrays(ArraysDef def) {
    return new ArraysFormat(
        text(def.getFeatures()),
        text(def.getLabels()),
        text(def.getTestFeatures()),
        text(def.getTestLabels()));
  }

  private static RecordsFormat records(RecordsDef def) {
    return new RecordsFormat(
        text(def.getFeatures()), text(def.getLabel()), List.copyOf(def.getShapeList()));
  }

  private static ImagesFormat images(ImagesDef def) {
    return new ImagesFormat(
        def.getHeight(), def.getWidth(), def.getChannels() == 0 ? 3 : def.getChannels());
  }
}
