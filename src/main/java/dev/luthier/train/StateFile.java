package dev.luthier.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The file {@code state.json} of a checkpoint: the state, and checksums by which any change of it
 * or of the files beside it is noticed.
 *
 * @param state of the training
 * @param files checksum of each other file of the checkpoint, by name
 * @param checksum of the two above
 */
record StateFile(TrainingState state, Map<String, String> files, String checksum) {

  private static final String NAME = "state.json";
  private static final int BUFFER = 1 << 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the file into a checkpoint whose other files are there. */
  static void write(Path checkpoint, TrainingState state) throws IOException {
    Map<String, String> files = checksums(checkpoint);
    StateFile file = new StateFile(state, files, checksum(state, files));
    Files.write(checkpoint.resolve(NAME), JSON.writeValueAsBytes(file));
  }

  /**
   * Reads the state of a checkpoint.
   *
   * @throws IOException naming the file that is missing, or is not as it was written
   */
  static TrainingState read(Path checkpoint) throws IOException {
    StateFile file = parse(checkpoint.resolve(NAME));
    if (file.state == null
        || file.files == null
        || !checksum(file.state, file.files).equals(file.checksum)) {
      throw changed(NAME);
    }
    Map<String, String> found = checksums(checkpoint);
    for (Map.Entry<String, String> expected : file.files.entrySet()) {
      String checksum = found.get(expected.getKey());
      if (checksum == null) {
        throw new IOException(expected.getKey() + " is missing");
      }
      if (!checksum.equals(expected.getValue())) {
        throw changed(expected.getKey());
      }
    }
    return file.state;
  }

  private static StateFile parse(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(NAME + " is missing");
    }
    try {
      StateFile file = JSON.readValue(Files.readAllBytes(path), StateFile.class);
      if (file != null) {
        return file;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(NAME + " is not as it was written", e);
    }
    throw changed(NAME);
  }

  private static IOException changed(String file) {
    return new IOException(file + " is not as it was written");
  }

  /** Values that are equal have equal texts, whatever the bytes that they were read from. */
  private static String checksum(TrainingState state, Map<String, String> files)
      throws IOException {
    CRC32C checksum = new CRC32C();
    String text = JSON.writeValueAsString(List.of(state, new TreeMap<>(files)));
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return text(checksum);
  }

  private static Map<String, String> checksums(Path checkpoint) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(checkpoint)) {
      files =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().equals(NAME))
              .toList();
    }
    Map<String, String> checksums = new TreeMap<>();
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      CRC32C checksum = new CRC32C();
      try (InputStream bytes = Files.newInputStream(file)) {
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
          checksum.update(buffer, 0, read);
        }
      }
      checksums.put(file.getFileName().toString(), text(checksum));
    }
    return checksums;
  }

  private static String text(CRC32C checksum) {
    return "%08x".formatted(checksum.getValue());
  }
}
