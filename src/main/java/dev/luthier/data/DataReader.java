package dev.luthier.data;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads data sets by name or path. */
public final class DataReader {

  private final Path dataDirectory;

  /**
   * A reader that finds fetched data sets in a directory.
   *
   * @param dataDirectory holds a directory for each name
   */
  public DataReader(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** The data directory: {@code $LUTHIER_DATA}, else {@code ~/.luthier/data}. */
  public static Path dataDirectory(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("LUTHIER_DATA", "");
    return named.isEmpty() ? home.resolve(".luthier").resolve("data") : Path.of(named);
  }

  /**
   * Reads a data set.
   *
   * <p>Where a trained model is given, the data come in its layout. Where targets are not required,
   * those that cannot be used are left out.
   *
   * @throws DataException when it cannot be found, read or used
   */
  public Dataset read(DataDescription description, ReadOptions options) {
    Optional<ShippedData> shipped = ShippedData.named(description.path());
    Samples samples =
        shipped.isPresent()
            ? shipped(shipped.get(), description, options)
            : stored(description, options);
    Scaling scaling =
        description.scaling() == Scaling.DEFAULT
            ? shipped.map(ShippedData::scaling).orElse(Scaling.DEFAULT)
            : description.scaling();
    if (samples.features() instanceof Tensors tensors) {
      requireFinite(description.path(), tensors);
    }
    Dataset dataset =
        Dataset.of(
            description.path(),
            samples.features(),
            targets(description, samples, options),
            samples.testSamples(),
            scaling);
    return options.trained().map(trained -> trained.conform(dataset)).orElse(dataset);
  }

  private static Optional<Targets> targets(
      DataDescription description, Samples samples, ReadOptions options) {
    if (samples.labels().isEmpty()) {
      if (options.targetsRequired()) {
        throw new DataException(
            description.path() + ": there are no labels, which the model's loss needs");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(new TargetEncoding(options).targets(samples.labels().get()));
    } catch (DataException e) {
      if (options.targetsRequired()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static void requireFinite(String name, Tensors tensors) {
    if (tensors.type() != ElementType.FLOAT32) {
      return;
    }
    FloatBuffer values = tensors.data().asFloatBuffer();
    for (int i = 0; i < values.limit(); i++) {
      float value = values.get(i);
      if (!Float.isFinite(value)) {
        throw new DataException(
            name
                + ": "
                + (Float.isNaN(value) ? "NaN" : "infinite")
                + " features at sample "
                + i / tensors.sampleValues()
                + "; mend or remove the samples");
      }
    }
  }

  private Samples shipped(ShippedData data, DataDescription description, ReadOptions options) {
    requireNoStreaming(description.path(), description.streaming());
    TableFormat format = data.format();
    if (description.format().isPresent()) {
      format = expected(description, TableFormat.class, data.format());
    }
    return new TableReader(format, options)
        .read(data.file(), description.testPath().map(path -> DataFile.of(DataFile.path(path))));
  }

  private Samples stored(DataDescription description, ReadOptions options) {
    Path path = locate(description.path());
    Optional<Path> test = description.testPath().map(this::locate);
    FileKind kind = FileKind.of(path, description.format());
    if (kind == FileKind.TABLE) {
      requireNoStreaming(description.path(), description.streaming());
      TableFormat format = expected(description, TableFormat.class, TableFormat.standard());
      return new TableReader(format, options).read(DataFile.of(path), test.map(DataFile::of));
    }
    Streaming streaming = description.streaming();
    Samples samples = read(kind, path, description, options, streaming);
    if (test.isEmpty()) {
      return samples;
    }
    FileKind testKind = FileKind.of(test.get(), description.format());
    Samples tested = read(testKind, test.get(), description, options, streaming);
    Streaming always = streaming.withMode(Streaming.Mode.ALWAYS);
    if (samples.streamed() && !tested.streamed()) {
      tested = read(testKind, test.get(), description, options, always);
    } else if (tested.streamed() && !samples.streamed()) {
      samples = read(kind, path, description, options, always);
    }
    return samples.withTest(tested, description.path());
  }

  private static Samples read(
      FileKind kind,
      Path path,
      DataDescription description,
      ReadOptions options,
      Streaming streaming) {
    if (kind != FileKind.RECORDS && kind != FileKind.IMAGES) {
      requireNoStreaming(description.path(), streaming);
    }
    Optional<TensorEncoding> trained = trainedTensor(options);
    return switch (kind) {
      case TABLE ->
          throw new DataException(path + " is a table, but " + description.path() + " is none");
      case ARRAYS ->
          new ArraysReader(path, expected(description, ArraysFormat.class, ArraysFormat.standard()))
              .read();
      case RECORDS ->
          new RecordsReader(
                  path,
                  expected(description, RecordsFormat.class, RecordsFormat.standard()),
                  streaming)
              .read();
      case IDX -> IdxReader.read(path);
      case CIFAR -> CifarReader.read(path);
      case IMAGES -> {
        ImagesFormat format = expected(description, ImagesFormat.class, ImagesFormat.standard());
        yield new ImagesReader(
                path,
                trained.map(t -> ImagesReader.trained(format, t.shape())).orElse(format),
                streaming)
            .read();
      }
      case SOUNDS -> {
        SoundsFormat format = expected(description, SoundsFormat.class, SoundsFormat.standard());
        yield new SoundsReader(
                path, trained.map(t -> SoundsReader.trained(format, t.shape())).orElse(format))
            .read();
      }
    };
  }

  private static void requireNoStreaming(String name, Streaming streaming) {
    if (streaming.mode() == Streaming.Mode.ALWAYS) {
      throw new DataException(
          name
              + " cannot be streamed, only a .tfrecord file or a directory of images can; leave"
              + " streaming out, or convert the data");
    }
  }

  private static Optional<TensorEncoding> trainedTensor(ReadOptions options) {
    return options
        .trained()
        .flatMap(trained -> trained.features().stream().findFirst())
        .filter(TensorEncoding.class::isInstance)
        .map(TensorEncoding.class::cast);
  }

  /** The format that the user asks for, which has to be of the kind that the files are. */
  private static <F extends DataFormat> F expected(
      DataDescription description, Class<F> kind, F standard) {
    if (description.format().isEmpty()) {
      return standard;
    }
    DataFormat format = description.format().get();
    if (!kind.isInstance(format)) {
      throw new DataException(
          description.path() + " cannot be read as " + FileKind.of(format).words());
    }
    return kind.cast(format);
  }

  private Path locate(String text) {
    if (WellKnown.published(text).isPresent()) {
      Path directory = dataDirectory.resolve(text);
      if (!Files.isDirectory(directory)) {
        throw new DataException(
            text
                + " is not in the data directory "
                + dataDirectory
                + "; fetch it with: luthier data get "
                + text);
      }
      return directory;
    }
    Path path = DataFile.path(text);
    if (Files.exists(path)) {
      return path;
    }
    throw new DataException(
        text
            + ": there is no such file; the names of data sets are "
            + String.join(", ", WellKnown.names()));
  }
}
