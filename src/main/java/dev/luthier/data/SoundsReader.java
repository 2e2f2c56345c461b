package dev.luthier.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Reads a directory of {@code .wav} files as tensors {@code [samples, 1]} from -1 to 1. */
final class SoundsReader {

  static final List<String> SUFFIXES = List.of(".wav");

  private final Path directory;
  private final SoundsFormat format;
  private float sampleRate;
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
    try (AudioInputStream stream =
        AudioSystem.getAudioInputStream(
            new BufferedInputStream(new ByteArrayInputStream(Files.readAllBytes(file))))) {
      AudioFormat audio = stream.getFormat();
      requireSampleRate(file, audio.getSampleRate());
      byte[] bytes = stream.readAllBytes();
      if (stream.getFrameLength() > bytes.length / audio.getFrameSize()) {
        throw new DataException(
            file
                + ": the header promises "
                + stream.getFrameLength()
                + " samples, but there are "
                + bytes.length / audio.getFrameSize()
                + "; the file is truncated");
      }
      return mono(file, audio, bytes);
    } catch (UnsupportedAudioFileException e) {
      throw new DataException(file + ": this is no .wav file of PCM samples", e);
    } catch (IOException e) {
      throw DataFile.failure(file.toString(), e);
    }
  }

  private void requireSampleRate(Path file, float rate) {
    if (firstFile == null) {
      firstFile = file;
      sampleRate = rate;
    }
    if (rate != sampleRate) {
      throw new DataException(
          String.format(
              "%s: has %.0f samples a second, but %s has %.0f; bring them to the same rate",
              file, rate, firstFile, sampleRate));
    }
  }

  /** The mean of the channels, full scale being 1. */
  private static float[] mono(Path file, AudioFormat audio, byte[] bytes) {
    int bits = audio.getSampleSizeInBits();
    boolean unsigned = audio.getEncoding().equals(AudioFormat.Encoding.PCM_UNSIGNED);
    boolean signed = audio.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED);
    boolean known = (unsigned && bits == 8) || (signed && (bits == 16 || bits == 24));
    if (!known || audio.isBigEndian()) {
      throw new DataException(
          file
              + ": samples are "
              + audio.getEncoding()
              + " of "
              + bits
              + " bits; PCM of 8, 16 or 24 bits can be read");
    }
    int channels = audio.getChannels();
    int width = bits / 8;
    float[] sound = new float[bytes.length / (width * channels)];
    float scale = 1f / (1 << (bits - 1)) / channels;
    for (int i = 0; i < sound.length * channels; i++) {
      sound[i / channels] += sample(bytes, i * width, width) * scale;
    }
    return sound;
  }

  private static int sample(byte[] bytes, int start, int width) {
    if (width == 1) {
      return (bytes[start] & 0xFF) - 128;
    }
    int value = bytes[start + width - 1];
    for (int i = width - 2; i >= 0; i--) {
      value = (value << 8) | (bytes[start + i] & 0xFF);
    }
    return value;
  }
}
