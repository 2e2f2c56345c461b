package dev.luthier.docs;

import dev.luthier.Pictures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Small data for what pages name and a reader has: fetched sets, or files of the reader's own. */
final class StandIns {

  private static final int SAMPLES = 128;
  private static final int TESTED = 32;

  private StandIns() {}

  /**
   * Makes data where they are not there yet.
   *
   * @param directory in which commands run; fetched sets are in {@code data} below it
   * @param name of the note {@code given}
   */
  static void write(Path directory, String name) throws IOException {
    switch (name) {
      case "mnist", "fashion-mnist" -> digits(directory.resolve("data").resolve(name));
      case "cifar10" -> cifar(directory.resolve("data").resolve(name));
      case "photos" -> photos(directory);
      case "records" -> Pictures.write(directory, Pictures.Stored.ENCODED_RECORDS);
      case "words" -> words(directory.resolve("words"));
      case "reviews.csv" -> reviews(directory.resolve(name));
      case "houses.csv" -> houses(directory.resolve(name));
      default -> throw new AssertionError("there is no stand-in for " + name);
    }
  }

  private static void digits(Path directory) throws IOException {
    Files.createDirectories(directory);
    Random random = new Random(1);
    for (String part : List.of("train", "t10k")) {
      int samples = part.equals("train") ? SAMPLES : TESTED;
      byte[] pixels = new byte[samples * 28 * 28];
      random.nextBytes(pixels);
      byte[] labels = new byte[samples];
      for (int i = 0; i < samples; i++) {
        labels[i] = (byte) (i % 10);
      }
      idx(directory.resolve(part + "-images-idx3-ubyte.gz"), pixels, samples, 28, 28);
      idx(directory.resolve(part + "-labels-idx1-ubyte.gz"), labels, samples);
    }
  }

  private static void idx(Path file, byte[] values, int... shape) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(4 + Integer.BYTES * shape.length);
    header.put(new byte[] {0, 0, 8, (byte) shape.length});
    for (int size : shape) {
      header.putInt(size);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(header.array());
      out.write(values);
    }
  }

  private static void cifar(Path directory) throws IOException {
    Files.createDirectories(directory);
    Random random = new Random(1);
    for (String file : List.of("data_batch_1.bin", "test_batch.bin")) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (int i = 0; i < TESTED; i++) {
        byte[] record = new byte[1 + 3 * 32 * 32];
        random.nextBytes(record);
        record[0] = (byte) (i % 10);
        records.write(record);
      }
      Files.write(directory.resolve(file), records.toByteArray());
    }
  }

  private static void photos(Path directory) throws IOException {
    if (!Files.exists(directory.resolve("photos"))) {
      Pictures.write(directory, Pictures.Stored.FOLDERS);
      Files.move(directory.resolve("images"), directory.resolve("photos"));
    }
  }

  /** A second of noise, loud or soft, 8,000 samples of 16 bits. */
  private static void words(Path directory) throws IOException {
    Random random = new Random(1);
    AudioFormat format = new AudioFormat(8000, 16, 1, true, false);
    for (int i = 0; i < TESTED; i++) {
      Path folder = Files.createDirectories(directory.resolve(i % 2 == 0 ? "yes" : "no"));
      byte[] values = new byte[16_000];
      random.nextBytes(values);
      for (int high = 1; high < values.length; high += 2) {
        values[high] = (byte) (values[high] / (i % 2 == 0 ? 1 : 16));
      }
      try (AudioInputStream sound =
          new AudioInputStream(new ByteArrayInputStream(values), format, values.length / 2)) {
        AudioSystem.write(sound, AudioFileFormat.Type.WAVE, folder.resolve(i + ".wav").toFile());
      }
    }
  }

  private static void reviews(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("text,label"));
    for (int i = 0; i < TESTED; i++) {
      lines.add(i % 2 == 0 ? "a good film with music,good" : "\"no music, bad\",bad");
    }
    Files.write(file, lines);
  }

  private static void houses(Path file) throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>(List.of("rooms,age,place,price"));
    for (int i = 0; i < TESTED; i++) {
      int rooms = 1 + random.nextInt(8);
      lines.add(
          rooms + "," + random.nextInt(60) + "," + (i % 2 == 0 ? "town" : "sea") + "," + rooms);
    }
    Files.write(file, lines);
  }
}
