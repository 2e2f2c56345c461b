package dev.luthier.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.luthier.data.proto.Example;
import dev.luthier.data.proto.Feature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a TFRecord file of {@code tf.train.Example}: numbers, raw bytes or encoded images. */
final class RecordsReader {

  private static final List<String> USUAL_LABELS =
      List.of("label", "class", "target", "image/class/label");
  private static final List<String> USUAL_FEATURES =
      List.of("image", "image_raw", "image/encoded", "features", "x");

  private final Path path;
  private final DataFile file;
  private final RecordsFormat format;
  private final Streaming streaming;
  private final List<String> textLabels = new ArrayList<>();
  private final List<Double> numberLabels = new ArrayList<>();
  private String featuresName;
  private Optional<String> labelName = Optional.empty();
  private ExampleTensors tensors;

  RecordsReader(Path path, RecordsFormat format, Streaming streaming) {
    this.path = path;
    this.file = DataFile.of(path);
    this.format = format;
    this.streaming = streaming;
  }

  /** Reads every record once, also where the samples are left in the file. */
  Samples read() {
    Features features;
    try (RecordFrames frames = new RecordFrames(file)) {
      RecordLocations locations = new RecordLocations(path);
      while (true) {
        String place = frames.place();
        Optional<byte[]> record = frames.next();
        if (record.isEmpty()) {
          break;
        }
        boolean first = tensors == null;
        add(example(record.get(), place), place);
        if (first && isStreamed(record.get())) {
          tensors.keepNoValues();
        }
        if (!tensors.keeps()) {
          locations.add(record.get(), frames, featuresName, place);
        }
      }
      if (tensors == null) {
        throw new DataException(file.name() + ": the file is empty");
      }
      features = tensors.result(locations);
    } catch (IOException e) {
      throw file.failure(e);
    }
    return new Samples(features, labels(), 0);
  }

  /** What cannot be streamed stays in memory, unless streaming is asked for. */
  private boolean isStreamed(byte[] firstRecord) throws IOException {
    boolean asked = streaming.mode() == Streaming.Mode.ALWAYS;
    if (asked && file.gzipped()) {
      throw new DataException(
          file.name()
              + ": a gzipped file cannot be streamed, since it is read from any place; unzip it, or"
              + " write streaming: NEVER in a data file");
    }
    if (asked || streaming.mode() == Streaming.Mode.NEVER) {
      return asked;
    }
    return !file.gzipped()
        && ExampleBytes.find(firstRecord, featuresName).isPresent()
        && streaming.streams(Math.multiplyExact(RecordFrames.count(path), tensors.bytes()));
  }

  private static Map<String, Feature> example(byte[] record, String place) throws IOException {
    try {
      ExampleBytes.requireNoGroups(record);
      return Example.parseFrom(record).getFeatures().getFeatureMap();
    } catch (InvalidProtocolBufferException e) {
      throw new DataException(place + ": this is no tf.train.Example", e);
    }
  }

  private void add(Map<String, Feature> example, String place) {
    if (tensors == null) {
      labelName = labelName(example, place);
      featuresName = featuresName(example, place);
      tensors = new ExampleTensors(featuresName, format.shape());
    }
    tensors.add(required(example, featuresName, place), place);
    labelName.ifPresent(name -> addLabel(required(example, name, place), name, place));
  }

  private Optional<String> labelName(Map<String, Feature> example, String place) {
    if (format.label().isPresent()) {
      required(example, format.label().get(), place);
      return format.label();
    }
    return USUAL_LABELS.stream().filter(example::containsKey).findFirst();
  }

  private String featuresName(Map<String, Feature> example, String place) {
    if (format.features().isPresent()) {
      return format.features().get();
    }
    TreeSet<String> others = new TreeSet<>(example.keySet());
    labelName.ifPresent(others::remove);
    Optional<String> usual = USUAL_FEATURES.stream().filter(others::contains).findFirst();
    if (usual.isEmpty() && others.size() != 1) {
      throw new DataException(
          place
              + ": which feature to read? There are "
              + String.join(", ", others)
              + "; say so as records { features: … } in a data file");
    }
    return usual.orElseGet(others::first);
  }

  private static Feature required(Map<String, Feature> example, String name, String place) {
    Feature feature = example.get(name);
    if (feature == null) {
      throw new DataException(
          place
              + ": there is no feature "
              + name
              + "; the features are "
              + String.join(", ", new TreeSet<>(example.keySet())));
    }
    return feature;
  }

  private void addLabel(Feature feature, String name, String place) {
    List<?> values =
        switch (feature.getKindCase()) {
          case INT64_LIST -> feature.getInt64List().getValueList();
          case FLOAT_LIST -> feature.getFloatList().getValueList();
          case BYTES_LIST ->
              feature.getBytesList().getValueList().stream().map(ByteString::toStringUtf8).toList();
          case KIND_NOT_SET -> List.of();
        };
    if (values.size() != 1) {
      throw new DataException(
          place + ": the label " + name + " must be one value, there are " + values.size());
    }
    if (values.get(0) instanceof Number number) {
      numberLabels.add(number.doubleValue());
    } else {
      textLabels.add(values.get(0).toString());
    }
    if (!textLabels.isEmpty() && !numberLabels.isEmpty()) {
      throw new DataException(
          place + ": the label " + name + " is text in one record, a number in another");
    }
  }

  private Optional<Labels> labels() {
    if (labelName.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        textLabels.isEmpty()
            ? new Labels.Numbers(
                List.of(labelName.get()),
                numberLabels.stream().mapToDouble(Double::doubleValue).toArray(),
                Optional.empty(),
                sample -> file.name() + ": record " + sample)
            : new Labels.Text(
                List.of(labelName.get()),
                textLabels,
                sample -> file.name() + ": record " + sample));
  }
}
