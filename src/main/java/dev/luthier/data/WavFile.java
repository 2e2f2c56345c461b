package dev.luthier.data;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The sound of a {@code .wav} file of PCM samples, mixed down to one channel.
 *
 * <p>Read here and not by {@code javax.sound.sampled}, which loops forever over some damaged
 * headers.
 *
 * @param sampleRate samples a second
 * @param samples from -1 to 1
 */
// The array is read in bulk and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
record WavFile(int sampleRate, float[] samples) {

  private static final int PCM = 1;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int CHUNK_HEADER = 8;
  private static final int FORMAT_BYTES = 16;
  private static final int SUBFORMAT = 24;

  /** How samples are stored. */
  private record Encoding(int channels, int sampleRate, int bits) {

    int frameBytes() {
      return channels * bits / Byte.SIZE;
    }
  }

  /**
   * Reads a file's content.
   *
   * @param name for messages
   * @throws DataException when these are no PCM samples of 8, 16 or 24 bits
   * @throws EOFException when the file ends too early
   */
  static WavFile parse(String name, byte[] content) throws EOFException {
    ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (content.length < 12 || !tag(content, 0).equals("RIFF") || !tag(content, 8).equals("WAVE")) {
      throw new DataException(
          name + ": this is no .wav file; it does not start with RIFF and WAVE");
    }
    Encoding encoding = null;
    int place = 12;
    while (place <= content.length - CHUNK_HEADER) {
      String tag = tag(content, place);
      long size = file.getInt(place + 4) & 0xFFFFFFFFL;
      place += CHUNK_HEADER;
      if (size > content.length - place) {
        throw new EOFException();
      }
      if (tag.equals("fmt ")) {
        encoding = encoding(name, file.slice(place, (int) size).order(ByteOrder.LITTLE_ENDIAN));
      } else if (tag.equals("data")) {
        if (encoding == null) {
          throw new DataException(name + ": the samples come before their format");
        }
        return new WavFile(encoding.sampleRate, mono(content, place, (int) size, encoding));
      }
      // Chunks start at even places.
      place += (int) Math.min(size + size % 2, content.length - place);
    }
    throw new EOFException();
  }

  private static String tag(byte[] content, int place) {
    return new String(content, place, 4, StandardCharsets.US_ASCII);
  }

  private static Encoding encoding(String name, ByteBuffer format) {
    if (format.capacity() < FORMAT_BYTES) {
      throw new DataException(name + ": the format of the samples is cut short");
    }
    int kind = format.getShort(0) & 0xFFFF;
    if (kind == EXTENSIBLE && format.capacity() >= SUBFORMAT + 2) {
      kind = format.getShort(SUBFORMAT) & 0xFFFF;
    }
    int channels = format.getShort(2) & 0xFFFF;
    int sampleRate = format.getInt(4);
    int frameBytes = format.getShort(12) & 0xFFFF;
    int bits = format.getShort(14) & 0xFFFF;
    if (kind != PCM || (bits != 8 && bits != 16 && bits != 24)) {
      throw new DataException(
          name
              + ": the samples are of format "
              + kind
              + " with "
              + bits
              + " bits; PCM (format 1) of 8, 16 or 24 bits can be read");
    }
    Encoding encoding = new Encoding(channels, sampleRate, bits);
    if (channels == 0 || frameBytes != encoding.frameBytes() || sampleRate <= 0) {
      throw new DataException(
          name
              + ": the format of the samples is corrupt; it says "
              + channels
              + " channels in "
              + frameBytes
              + " bytes, "
              + sampleRate
              + " times a second");
    }
    return encoding;
  }

  /** The mean of the channels, full scale being 1. */
  private static float[] mono(byte[] content, int start, int size, Encoding encoding) {
    int width = encoding.bits / Byte.SIZE;
    int channels = encoding.channels;
    float[] sound = new float[size / encoding.frameBytes()];
    float scale = 1f / (1 << (encoding.bits - 1)) / channels;
    for (int i = 0; i < sound.length * channels; i++) {
      sound[i / channels] += sample(content, start + i * width, width) * scale;
    }
    return sound;
  }

  /** Eight bits are unsigned, more are signed. */
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
