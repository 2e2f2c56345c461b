package dev.luthier.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.data.DataDescription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Python answers to texts and files of sounds as they are, which decode inside the graph. */
@Tag("interop")
class RawInputInteropTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private ServedComparison served;

  @BeforeEach
  void findPython() {
    served = new ServedComparison(PythonInterpreter.required(), directory);
  }

  /** Whatever stands in a text, Python's loaders are given it as it is. */
  @Test
  void modelOfRawText() throws Exception {
    StringBuilder text = new StringBuilder("text,label\n");
    for (int i = 0; i < 40; i++) {
      text.append(
          "\"%s film, \u00c4rger %d!\",%s%n".formatted(i % 2 == 0 ? "Good" : "bad", i, i % 2));
    }
    Path csv = Files.writeString(directory.resolve("reviews.csv"), text);
    List<String> texts =
        List.of(
            "GOOD film",
            "bad\tbad, \u00c4rger? 7",
            "",
            "never seen",
            "\ud83d\ude00 good\u00a0film good \u4e2d\u6587 film film film film film");
    StringBuilder unlabelled = new StringBuilder("text\n");
    texts.forEach(one -> unlabelled.append('"').append(one).append("\"\n"));
    Path asked = Files.writeString(directory.resolve("asked.csv"), unlabelled);
    for (String split : List.of("WORDS", "CHARACTERS")) {
      Path run =
          served.train(
              """
              name: "text"
              input { name: "review" text { vocabulary_size: 30 length: 7 split: %s } }
              layer { name: "embedding" embedding { input_size: 30 output_size: 3 } }
              layer { name: "conv" conv1d { filters: 4 kernel_size: 2 activation: RELU } }
              layer { name: "pool" global_average_pool {} }
              layer { name: "logits" dense { units: 2 } }
              loss { softmax_cross_entropy {} }
              optimizer { adam { learning_rate: 0.1 } }
              training { epochs: 5 batch_size: 8 }
              """
                  .formatted(split),
              DataDescription.of(csv.toString()),
              split);
      ObjectNode given = JSON.createObjectNode();
      ServedComparison.put(
          given.putObject("inputs"), "text", "string", texts.toArray(String[]::new));
      given.putNull("lines");
      served.compare(run, DataDescription.of(asked.toString()), given);
    }
  }

  /**
   * Of one and two channels, shorter and longer than what the model takes, and with more chunks.
   */
  @Test
  void modelOfFilesOfSounds() throws Exception {
    Path data = Files.createDirectories(directory.resolve("sounds"));
    Random random = new Random(11);
    ArrayNode files = JSON.createArrayNode();
    for (int i = 0; i < 24; i++) {
      int channels = 1 + i % 2;
      byte[] file = wav(random, channels, 150 + random.nextInt(150), i % 3 == 0);
      Files.write(data.resolve("%d_%02d.wav".formatted(i % 3, i)), file);
    }
    try (Stream<Path> listed = Files.list(data)) {
      for (Path file : listed.sorted().toList()) {
        files.add(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
      }
    }
    DataDescription description = DataDescription.of(data.toString());
    Path run =
        served.train(
            """
            name: "sounds"
            input { name: "heard" sound { samples: 220 } }
            layer { name: "spectrogram" spectrogram { window: 32 stride: 16 magnitude_squared: true } }
            layer { name: "mfcc" mfcc { sample_rate: 8000 bins: 10 coefficients: 6 } }
            layer { name: "mel" input: "spectrogram" mel_spectrogram { sample_rate: 8000 bins: 6 } }
            layer { name: "masked" spec_augment { time_masks: 1 time_width: 3 } }
            layer { name: "both" input: ["mfcc", "masked"] concat {} }
            layer { name: "scaled" batch_normalization { momentum: 0.5 } }
            layer { name: "flat" flatten {} }
            layer { name: "logits" dense { units: 3 } }
            loss { softmax_cross_entropy {} }
            training { epochs: 3 batch_size: 8 }
            """,
            description);
    ObjectNode given = JSON.createObjectNode();
    ObjectNode one = given.putObject("inputs").putObject("sound");
    one.put("dtype", "bytes");
    one.set("values", files);
    one.set("shape", JSON.valueToTree(List.of(files.size())));
    given.putNull("lines");
    served.compare(run, description, given);
  }

  /** A sound of 16 bits at 8,000 samples a second; where there are two channels, they are equal. */
  private static byte[] wav(Random random, int channels, int samples, boolean moreChunks) {
    int size = samples * channels * Short.BYTES;
    int more = moreChunks ? 12 : 0;
    ByteBuffer file = ByteBuffer.allocate(44 + more + size).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + more + size);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) channels).putInt(8000);
    file.putInt(8000 * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
    if (moreChunks) {
      file.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(4).putInt(0);
    }
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
    for (int i = 0; i < samples; i++) {
      short value = (short) (8000 * random.nextGaussian());
      for (int channel = 0; channel < channels; channel++) {
        file.putShort(value);
      }
    }
    return file.array();
  }
}
