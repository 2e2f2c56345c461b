package dev.luthier.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    return ClassFolders.accepts(directory, SUFFIXES);
  }

  /** The format with the length that was trained on, where the user says nothing. */
  static SoundsFormat trained(SoundsFormat format, List<Integer> shape) {
    return format.samples() > 0 || shape.isEmpty() ? format : new SoundsFormat(shape.get(0));
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
    for (int i = 0; i < sounds.size(); i++) {
      float[] sound = sounds.get(i);
      data.asFloatBuffer().put(i * length, sound, 0, Math.min(sound.length, length));
    }
    return new Samples(
        new Tensors("sound", List.of(length, 1), ElementType.FLOAT32, 1, sampleRate, data),
        folders.labels(),
        folders.testFiles());
  }

  /** Sounds without directories have their labels in their names, all of them or none. */
  private ClassFolders folders() {
    ClassFolders folders = ClassFolders.find(directory, SUFFIXES);
    if (!folders.classes().isEmpty()) {
      return folders;
    }
    List<String> labels = new ArrayList<>();
    Path unlabelled = null;
    for (Path file : folders.files()) {
      String name = file.getFileName().toString();
      int end = name.indexOf('_');
      if (end > 0) {
        labels.add(name.substring(0, end));
      } else {
        unlabelled = file;
      }
    }
    if (unlabelled != null && !labels.isEmpty()) {
      throw new DataException(
          unlabelled + ": the name has no label in front of an underscore, as in yes_1.wav");
    }
    return new ClassFolders(folders.files(), labels, 0);
  }

  private float[] sound(Path file) {
    try {
      WavFile wav = WavFile.parse(file.toString(), DataFile.read(file));
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
