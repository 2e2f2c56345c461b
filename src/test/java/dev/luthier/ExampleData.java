package dev.luthier;

import dev.luthier.data.RawInput;
import dev.luthier.data.SoundDecoding;
import dev.luthier.data.TextVectorization;
import dev.luthier.nn.Input;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Model;
import dev.luthier.spec.ModelSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** A few made-up samples for any model, by what its inputs and its loss ask for. */
public final class ExampleData {

  private static final int SAMPLES = 24;
  private static final int CLASSES = 2;

  /** Writes samples of a kind. */
  private interface Kind {
    Path write(Path directory, Model model) throws IOException;
  }

  /** What is written for an input of raw data; a new kind of input is one entry. */
  private static final Map<Class<? extends RawInput>, Kind> RAW =
      Map.of(TextVectorization.class, ExampleData::texts, SoundDecoding.class, ExampleData::sounds);

  private ExampleData() {}

  /**
   * Writes a data set that a model can be trained on.
   *
   * @param directory an empty one
   * @return what to give as data
   * @throws AssertionError for a kind of input that is not known here
   */
  public static Path write(Path directory, ModelSpec spec) throws IOException {
    return kind(spec).write(directory, spec.model());
  }

  private static Kind kind(ModelSpec spec) {
    Set<Class<?>> raw = new HashSet<>();
    spec.rawInputs().values().forEach(input -> raw.add(input.getClass()));
    if (raw.size() == 1) {
      Class<?> only = raw.iterator().next();
      return Optional.ofNullable(RAW.get(only))
          .orElseThrow(() -> new AssertionError("no examples of " + only + " yet; add its kind"));
    }
    if (raw.isEmpty() && spec.model().inputs().size() == 1) {
      return spec.model().inputs().get(0).shape().isPresent()
          ? ExampleData::arrays
          : ExampleData::table;
    }
    throw new AssertionError("no examples for the inputs " + spec.model().inputs() + " yet");
  }

  /** Bytes in the input's shape. */
  private static Path arrays(Path directory, Model model) throws IOException {
    long[] sample = model.inputs().get(0).shape().orElseThrow().asArray();
    int size = (int) LongStream.of(sample).reduce(1, Math::multiplyExact);
    byte[] values = new byte[SAMPLES * size];
    new Random(1).nextBytes(values);
    String shape =
        SAMPLES + LongStream.of(sample).mapToObj(n -> ", " + n).collect(Collectors.joining());
    array(directory.resolve("x_train.npy"), shape, values);
    byte[] targets = new byte[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      targets[i] = (byte) (i % CLASSES);
    }
    array(directory.resolve("y_train.npy"), SAMPLES + ",", targets);
    return directory;
  }

  private static void array(Path file, String shape, byte[] values) throws IOException {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + values.length);
    bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(values);
    Files.write(file, bytes.array());
  }

  /** Columns of numbers and one of words, where the data say what the shape is. */
  private static Path table(Path directory, Model model) throws IOException {
    Random random = new Random(1);
    return csv(
        directory,
        model,
        List.of("width", "height", "color"),
        () ->
            List.of(
                Float.toString(random.nextFloat()),
                Float.toString(random.nextFloat()),
                random.nextBoolean() ? "red" : "blue"));
  }

  /** A column of words for each input. */
  private static Path texts(Path directory, Model model) throws IOException {
    Random random = new Random(1);
    List<String> words = List.of("a", "good", "bad", "film", "with", "music");
    List<String> columns = model.inputs().stream().map(Input::name).toList();
    return csv(
        directory,
        model,
        columns,
        () ->
            columns.stream()
                .map(
                    column ->
                        IntStream.range(0, 1 + random.nextInt(12))
                            .mapToObj(i -> words.get(random.nextInt(words.size())))
                            .collect(Collectors.joining(" ")))
                .toList());
  }

  /** Noise of half a second, as most files of speech have it: 8,000 samples a second of 16 bits. */
  private static Path sounds(Path directory, Model model) throws IOException {
    Random random = new Random(1);
    AudioFormat format = new AudioFormat(8000, 16, 1, true, false);
    byte[] values = new byte[8000];
    for (int i = 0; i < SAMPLES; i++) {
      random.nextBytes(values);
      try (AudioInputStream sound =
          new AudioInputStream(new ByteArrayInputStream(values), format, values.length / 2)) {
        Path file = directory.resolve(i % CLASSES + "_" + i + ".wav");
        AudioSystem.write(sound, AudioFileFormat.Type.WAVE, file.toFile());
      }
    }
    return directory;
  }

  private interface Row {
    List<String> next();
  }

  private static Path csv(Path directory, Model model, List<String> columns, Row row)
      throws IOException {
    boolean classes = model.loss() instanceof Loss.Classification;
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns) + ",label"));
    for (int i = 0; i < SAMPLES; i++) {
      String label = classes ? Integer.toString(i % CLASSES) : Float.toString(i / 10f);
      lines.add(String.join(",", row.next()) + "," + label);
    }
    return Files.write(directory.resolve("examples.csv"), lines);
  }
}
