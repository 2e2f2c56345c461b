package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.nn.Network;
import dev.luthier.nn.Variable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A {@code .keras} file: a zip of {@code config.json}, {@code metadata.json} and {@code
 * model.weights.h5}.
 *
 * <p>These three alone are read, by their names; nothing is unpacked under a name that the archive
 * gives, nor beyond a size that follows from the model.
 */
final class KerasArchive implements AutoCloseable {

  private static final String CONFIG = "config.json";
  private static final String METADATA = "metadata.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final int BUFFER = 1 << 16;

  /** Of an optimizer's state and the weights, each of at most eight bytes a value. */
  private static final long BYTES_A_WEIGHT = 5 * 8L;

  private static final long BYTES_A_LAYER = 64 << 10;
  private static final long BYTES_BESIDE = 4 << 20;
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\..*");

  private final ZipFile zip;

  private KerasArchive(ZipFile zip) {
    this.zip = zip;
  }

  /** Opens an archive. */
  static KerasArchive open(Path file) throws IOException {
    // By itself the zip's error would name no file that is missing.
    Files.newInputStream(file).close();
    try {
      return new KerasArchive(new ZipFile(file.toFile()));
    } catch (ZipException | EOFException e) {
      throw new KerasException(
          "is no .keras archive ("
              + (e.getMessage() == null ? "it ends early" : e.getMessage())
              + "); write one in Python with model.save(\"model.keras\")",
          e);
    }
  }

  byte[] config() throws IOException {
    return small(CONFIG);
  }

  byte[] metadata() throws IOException {
    return small(METADATA);
  }

  /** Refuses what another Keras than 3 has written: it says the same things in another way. */
  void requireVersion(JsonNode metadata) {
    String version = metadata.path("keras_version").asText();
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != 3) {
      throw new KerasException(
          "was saved by Keras "
              + (version.isEmpty() ? "of no version" : Fields.shown(metadata.path("keras_version")))
              + "; only Keras 3 can be imported: load and save the model with it");
    }
  }

  /** The weights of a network, unpacked into a file for the meantime. */
  KerasWeights weights(Network network) throws IOException {
    ZipEntry entry = entry(WEIGHTS);
    long values =
        network.parameters(Variable.Role.WEIGHT) + network.parameters(Variable.Role.STATE);
    long most =
        BYTES_BESIDE
            + BYTES_A_LAYER * network.nodes().size()
            + BYTES_A_WEIGHT * Math.max(0, values);
    Path unpacked = Files.createTempFile("luthier-weights", ".h5");
    try {
      try (InputStream from = zip.getInputStream(entry);
          OutputStream to = Files.newOutputStream(unpacked)) {
        copy(from, to, most);
      }
      return KerasWeights.open(unpacked);
    } catch (ZipException | EOFException e) {
      Files.deleteIfExists(unpacked);
      throw damaged(WEIGHTS, e);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(unpacked);
      throw e;
    }
  }

  private static void copy(InputStream from, OutputStream to, long most) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      total += read;
      if (total > most) {
        throw new KerasException(
            WEIGHTS
                + " unpacks to more than the "
                + most
                + " bytes that the model's weights and their optimizer can take");
      }
      to.write(buffer, 0, read);
    }
  }

  private byte[] small(String name) throws IOException {
    try (InputStream stream = zip.getInputStream(entry(name))) {
      byte[] bytes = stream.readNBytes(KerasModel.MOST_CONFIG_BYTES + 1);
      if (bytes.length > KerasModel.MOST_CONFIG_BYTES) {
        throw new KerasException(
            name + " unpacks to more than " + KerasModel.MOST_CONFIG_BYTES + " bytes");
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw damaged(name, e);
    }
  }

  private static KerasException damaged(String name, Exception problem) {
    return new KerasException(
        name + " in the archive is damaged: " + problem.getMessage(), problem);
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new KerasException(
          "has no "
              + name
              + (zip.getEntry("model.weights.json") == null ? "" : ", its weights are in shards")
              + "; write it in Python with model.save(\"model.keras\")");
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
