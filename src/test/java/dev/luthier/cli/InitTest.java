package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.Pictures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/init");

  @TempDir Path directory;

  /** Kinds of data, each with a few samples of two classes or with numbers to find. */
  enum Kind {
    NAME,
    TABLE,
    NUMBERS,
    TEXTS,
    IMAGES,
    RECORDS,
    ARRAYS,
    SOUNDS;

    /** Writes data and gives what names them, with options. */
    String[] write(Path directory) throws IOException {
      return switch (this) {
        case NAME -> new String[] {"iris"};
        case TABLE ->
            csv(
                directory,
                "size,colour,code,label",
                row ->
                    row
                        + ","
                        + (row % 3 == 0 ? "red" : "blue")
                        + ","
                        + row % 2 * 7
                        + ",k"
                        + row % 2);
        case NUMBERS ->
            csv(
                directory,
                "price,size,where",
                row -> row * 10.5 + "," + row + "," + "abc".charAt(row % 3),
                "--label",
                "price");
        case TEXTS ->
            csv(
                directory,
                "review,stars,id,label",
                row ->
                    (row % 2 == 0 ? "a fine film number " : "a bad film number ")
                        + row
                        + ","
                        + row % 5
                        + ",x"
                        + row
                        + ","
                        + (row % 2 == 0 ? "good" : "bad"),
                "--ignore",
                "id");
        case IMAGES -> {
          Pictures.write(directory, Pictures.Stored.FOLDERS);
          yield new String[] {directory.resolve("images").toString()};
        }
        case RECORDS -> {
          Pictures.write(directory, Pictures.Stored.ENCODED_RECORDS);
          yield new String[] {directory.resolve("train.tfrecord").toString()};
        }
        case ARRAYS -> arrays(directory);
        case SOUNDS -> sounds(directory);
      };
    }

    private static String[] csv(
        Path directory, String header, IntFunction<String> row, String... options)
        throws IOException {
      Path file = directory.resolve("my table.csv");
      Files.writeString(
          file,
          header
              + "\n"
              + IntStream.range(0, 60).mapToObj(row).collect(Collectors.joining("\n"))
              + "\n");
      String[] all = new String[1 + options.length];
      all[0] = file.toString();
      System.arraycopy(options, 0, all, 1, options.length);
      return all;
    }

    private static String[] arrays(Path directory) throws IOException {
      Path arrays = Files.createDirectories(directory.resolve("arrays"));
      ByteBuffer features =
          ByteBuffer.allocate(60 * 3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      Random random = new Random(1);
      IntStream.range(0, 180).forEach(i -> features.putFloat(random.nextFloat()));
      byte[] labels = new byte[60];
      IntStream.range(0, 60).forEach(i -> labels[i] = (byte) (i % 2));
      Files.write(arrays.resolve("x_train.npy"), npy("<f4", "(60, 3)", features.array()));
      Files.write(arrays.resolve("y_train.npy"), npy("|u1", "(60,)", labels));
      return new String[] {arrays.toString()};
    }

    private static byte[] npy(String type, String shape, byte[] data) {
      String header =
          "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
      header = header + " ".repeat(64 - (header.length() + 11) % 64) + "\n";
      return ByteBuffer.allocate(10 + header.length() + data.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
          .putShort((short) header.length())
          .put(header.getBytes(StandardCharsets.US_ASCII))
          .put(data)
          .array();
    }

    private static String[] sounds(Path directory) throws IOException {
      AudioFormat format = new AudioFormat(4000, 16, 1, true, false);
      for (int i = 0; i < 20; i++) {
        byte[] values = new byte[2 * 4000];
        new Random(i).nextBytes(values);
        Path folder =
            Files.createDirectories(directory.resolve("sounds/" + (i % 2 == 0 ? "a" : "b")));
        AudioSystem.write(
            new AudioInputStream(new ByteArrayInputStream(values), format, values.length / 2),
            AudioFileFormat.Type.WAVE,
            folder.resolve(i + ".wav").toFile());
      }
      return new String[] {directory.resolve("sounds").toString()};
    }
  }

  private JsonNode init(String[] data, String... options) throws IOException {
    String[] all = new String[data.length + options.length + 4];
    all[0] = "init";
    System.arraycopy(data, 0, all, 1, data.length);
    System.arraycopy(options, 0, all, 1 + data.length, options.length);
    all[all.length - 3] = "--json";
    all[all.length - 2] = "--to";
    all[all.length - 1] = directory.resolve("drafts").toString();
    Invocation drafted = Invocation.of(all);
    assertEquals(ExitCode.DONE, drafted.code(), drafted.err());
    return new ObjectMapper().readTree(drafted.out());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDraftedIsValidAndTrains(Kind kind) throws IOException {
    String[] data = kind.write(directory);
    JsonNode drafted = init(data);
    String model = drafted.at("/files/0").asText();
    for (String file : new String[] {model, drafted.at("/files/1").asText()}) {
      Invocation checked = Invocation.of("check", file);
      assertEquals(ExitCode.DONE, checked.code(), checked.err());
    }
    String described = drafted.at("/files").size() > 2 ? drafted.at("/files/2").asText() : data[0];
    Invocation trained =
        Invocation.of(
            "train",
            model,
            "--data",
            described,
            "--run",
            directory.resolve("run").toString(),
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--threads",
            "1");
    assertEquals(ExitCode.DONE, trained.code(), trained.err());
  }

  @Test
  void irisIsDraftedAsWritten() throws IOException {
    JsonNode drafted = init(Kind.NAME.write(directory));
    assertEquals(2, drafted.at("/files").size());
    for (JsonNode file : drafted.at("/files")) {
      Path written = Path.of(file.asText());
      assertEquals(
          Files.readString(GOLDEN.resolve(written.getFileName())), Files.readString(written));
    }
  }

  @Test
  void columnsThatSayTheLabelAreLeftOut() throws IOException {
    JsonNode drafted = init(Kind.TABLE.write(directory));
    assertEquals("it says the same as the label", drafted.at("/left_out/code").asText());
    String described = Files.readString(directory.resolve("drafts/my_table_data.textproto"));
    assertTrue(described.contains("ignore: [\"code\"]"), described);
  }

  @Test
  void whatIsThereIsKeptUnlessForced() throws IOException {
    Path drafts = Files.createDirectories(directory.resolve("drafts"));
    Path study = Files.writeString(drafts.resolve("iris_study.textproto"), "mine");
    Invocation refused = Invocation.of("init", "iris", "--to", drafts.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    assertEquals(
        "luthier: "
            + study
            + " is there already; write --to for another directory, or --force to"
            + " lose it",
        refused.err().strip());
    assertEquals("mine", Files.readString(study));
    assertFalse(Files.exists(drafts.resolve("iris.textproto")));
    init(new String[] {"iris"}, "--force");
    assertTrue(Files.readString(study).startsWith("# What is tried"));
  }

  @Test
  void theKindOfTargetMayBeSaid() throws IOException {
    JsonNode drafted = init(Kind.NUMBERS.write(directory), "--find", "values");
    assertTrue(drafted.at("/seen/1").asText().startsWith("to find: a number: price"));
    Invocation wrong =
        Invocation.of("init", "iris", "--to", directory.toString(), "--find", "values");
    assertEquals(ExitCode.INVALID, wrong.code());
    assertTrue(wrong.err().contains("is not a number"), wrong.err());
  }
}
