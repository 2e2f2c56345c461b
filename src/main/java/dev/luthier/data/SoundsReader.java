package dev.luthier.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a directory of {@code .wav} files as tensors {@code [samples, 1]} from -1 to 1. */
final class SoundsReader {

  static final List<String> SUFFIXES = List.of(".wav");

  private final Path directory;
  private final SoundsFormat format;
  private int sampleRate;
  private Path firstFile;

  SoundsReader(Path directory, SoundsFormat format) {
    this.directory = directory;
    this.format = format;
  }

  /** Whether the directory has sounds in it, or directories with sounds. */
  static boolean accepts(Path directory) {
    return !Listing.files(directory, SUFFIXES).isEmpty()
        || ClassFolders.accepts(directory, SUFFIXES);
  }

  /** The format with the length that was trained on, where the user says nothing. */
  static SoundsFormat trained(SoundsFormat format, List<Integer> shape) {
    return format.samples() > 0 ? format : new SoundsFormat(shape.get(0));
  }

  Samples read() {
    ClassFolders folders = folders();
    List<float[]> sounds = new ArrayList<>();
    for (Path file : folders.files()) {
      sounds.add(sound(file));
    }
    int length =
        format.samples() > 0
            ? format.samples()
            : sounds.stream().mapToInt(sound -> sound.length).max().orElseThrow();
    if (length == 0) {
      throw new DataException(directory + ": no file has a single sample in it");
    }
    ByteBuffer data = DirectBuffers.bytes((long) sounds.size() * length * Float.BYTES);
    for (float[] sound : sounds) {
      data.asFloatBuffer().put(Arrays.copyOf(sound, length));
      data.position(data.position() + length * Float.BYTES);
    }
    return new Samples(
        new Tensors("sound", List.of(length, 1), ElementType.FLOAT32, 1, data.flip()),
        Optional.of(folders.labels()),
        folders.testFiles());
  }

  private ClassFolders folders() {
    List<Path> files = Listing.files(directory, SUFFIXES);
    if (files.isEmpty()) {
      return ClassFolders.find(directory, SUFFIXES);
    }
    List<String> classes = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      int end = name.indexOf('_');
      if (end <= 0) {
        throw new DataException(
            file + ": the name has no label in front of an underscore, as in yes_1.wav");
      }
      classes.add(name.substring(0, end));
    }
    return new ClassFolders(files, classes, 0);
  }

  private float[] sound(Path file) {
    try {
      WavFile wav = WavFile.parse(file.toString(), Files.readAllBytes(file));
      requireSampleRate(file, wav.sampleRate());
      return wav.samples();
    } catch (IOException e) {
      throw DataFile.failure(file.toString(), e);
    }
  }

  private void requireSampleRate(Path file, int rate) {
    if (firstFile == null) {
      firstFile = file;
      sampleRate = rate;
    }
    if (rate != sampleRate) {
      throw new DataException(
          String.format(
              "%s: has %d samples a second, but %s has %d; bring them to the same rate",
              file, rate, firstFile, sampleRate));
    }
  }
}
