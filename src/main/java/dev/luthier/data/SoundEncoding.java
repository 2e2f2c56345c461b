package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Sounds, brought to one length.
 *
 * @param name of the raw input
 * @param input of the model that is given the sounds
 * @param decoding rate and length; the rate is known
 */
public record SoundEncoding(String name, String input, SoundDecoding decoding)
    implements FeatureEncoding {

  private static final int HEADER = 44;
  private static final int FORMAT_BYTES = 16;
  private static final short PCM = 1;
  private static final int FULL_SCALE = 1 << 15;

  public SoundEncoding {
    if (decoding.sampleRate() == 0) {
      throw new IllegalArgumentException(
          "sample_rate of the sound " + name + " must be known, was not; write the data's");
    }
  }

  /** What is learnt from sounds that were read from files. */
  static SoundEncoding fit(Dataset dataset, String input, SoundDecoding asked) {
    Tensors sounds = sounds(dataset, input, asked.sampleRate());
    return new SoundEncoding(
        sounds.name(), input, new SoundDecoding(sounds.sampleRate(), asked.samples()));
  }

  /** The sounds of a data set at the length that was trained on. */
  Tensors conform(Dataset dataset) {
    return cut(sounds(dataset, input, decoding.sampleRate()));
  }

  private static Tensors sounds(Dataset dataset, String input, int sampleRate) {
    if (!(dataset.features() instanceof Tensors tensors) || tensors.sampleRate() == 0) {
      throw new DataException(
          dataset.name()
              + " has no sounds, which the model's input "
              + input
              + " takes; give it a directory of .wav files");
    }
    if (sampleRate > 0 && tensors.sampleRate() != sampleRate) {
      throw new DataException(
          String.format(
              "%s has %d samples a second, but the model's input %s takes %d; bring them to the"
                  + " same rate",
              dataset.name(), tensors.sampleRate(), input, sampleRate));
    }
    return tensors;
  }

  /** The sounds, padded with zeros or cut. */
  public Tensors cut(Tensors sounds) {
    int from = sounds.shape().get(0);
    int to = decoding.samples();
    if (from == to) {
      return sounds;
    }
    FloatBuffer source = sounds.data().asFloatBuffer();
    ByteBuffer data = DirectBuffers.bytes((long) sounds.samples() * to * Float.BYTES);
    FloatBuffer target = data.asFloatBuffer();
    for (int i = 0; i < sounds.samples(); i++) {
      target.put(i * to, source, i * from, Math.min(from, to));
    }
    return new Tensors(
        sounds.name(), List.of(to, 1), sounds.type(), sounds.scale(), sounds.sampleRate(), data);
  }

  /** A sound as a {@code .wav} file of 16 bits, which a SavedModel takes. */
  public byte[] file(float[] sound) {
    int size = sound.length * Short.BYTES;
    ByteBuffer file = ByteBuffer.allocate(HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(HEADER - 8 + size);
    file.put(new byte[] {'W', 'A', 'V', 'E', 'f', 'm', 't', ' '}).putInt(FORMAT_BYTES);
    file.putShort(PCM).putShort((short) 1).putInt(decoding.sampleRate());
    file.putInt(decoding.sampleRate() * Short.BYTES);
    file.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
    file.put(new byte[] {'d', 'a', 't', 'a'}).putInt(size);
    for (float value : sound) {
      int level = Math.round(value * FULL_SCALE);
      file.putShort((short) Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, level)));
    }
    return file.array();
  }
}
