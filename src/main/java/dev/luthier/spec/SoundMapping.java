package dev.luthier.spec;

import dev.luthier.nn.Layer;
import dev.luthier.nn.MelScale;
import dev.luthier.nn.MelSpectrogram;
import dev.luthier.nn.Mfcc;
import dev.luthier.nn.SpecAugment;
import dev.luthier.nn.Spectrogram;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.MelSpectrogramDef;
import dev.luthier.spec.proto.MfccDef;
import dev.luthier.spec.proto.SpecAugmentDef;
import dev.luthier.spec.proto.SpectrogramDef;

/** Layers for sounds as messages and as records. */
final class SoundMapping {

  private static final int BINS = 40;
  private static final int COEFFICIENTS = 13;
  private static final float LOWER_FREQUENCY = 20;
  private static final float LOG_OFFSET = 0.001f;

  private SoundMapping() {}

  /** Sets the kind of a layer's message, where the layer is one of these. */
  static void write(LayerDef.Builder def, Layer layer) {
    if (layer instanceof Spectrogram spectrogram) {
      def.setSpectrogram(toProto(spectrogram));
    } else if (layer instanceof MelSpectrogram mel) {
      def.setMelSpectrogram(toProto(mel));
    } else if (layer instanceof Mfcc mfcc) {
      def.setMfcc(toProto(mfcc));
    } else if (layer instanceof SpecAugment augment) {
      def.setSpecAugment(
          SpecAugmentDef.newBuilder()
              .setTimeMasks(augment.timeMasks())
              .setTimeWidth(augment.timeWidth())
              .setFrequencyMasks(augment.frequencyMasks())
              .setFrequencyWidth(augment.frequencyWidth()));
    }
  }

  static Spectrogram fromProto(SpectrogramDef def) {
    return new Spectrogram(
        def.getWindow(),
        def.getStride() == 0 ? def.getWindow() : def.getStride(),
        def.getMagnitudeSquared());
  }

  private static SpectrogramDef toProto(Spectrogram layer) {
    SpectrogramDef.Builder def =
        SpectrogramDef.newBuilder()
            .setWindow(layer.window())
            .setMagnitudeSquared(layer.magnitudeSquared());
    if (layer.stride() != layer.window()) {
      def.setStride(layer.stride());
    }
    return def.build();
  }

  static MelSpectrogram fromProto(MelSpectrogramDef def) {
    return new MelSpectrogram(
        new MelScale(
            def.hasBins() ? def.getBins() : BINS,
            def.getSampleRate(),
            def.hasLowerFrequency() ? def.getLowerFrequency() : LOWER_FREQUENCY,
            def.getUpperFrequency()),
        !def.hasLog() || def.getLog(),
        def.hasLogOffset() ? def.getLogOffset() : LOG_OFFSET);
  }

  private static MelSpectrogramDef toProto(MelSpectrogram layer) {
    MelScale scale = layer.scale();
    MelSpectrogramDef.Builder def =
        MelSpectrogramDef.newBuilder()
            .setSampleRate(scale.sampleRate())
            .setUpperFrequency(scale.upperFrequency());
    if (scale.bins() != BINS) {
      def.setBins(scale.bins());
    }
    if (scale.lowerFrequency() != LOWER_FREQUENCY) {
      def.setLowerFrequency(scale.lowerFrequency());
    }
    if (!layer.log()) {
      def.setLog(false);
    }
    if (layer.logOffset() != LOG_OFFSET) {
      def.setLogOffset(layer.logOffset());
    }
    return def.build();
  }

  static Mfcc fromProto(MfccDef def) {
    return new Mfcc(
        def.hasCoefficients() ? def.getCoefficients() : COEFFICIENTS,
        new MelScale(
            def.hasBins() ? def.getBins() : BINS,
            def.getSampleRate(),
            def.hasLowerFrequency() ? def.getLowerFrequency() : LOWER_FREQUENCY,
            def.getUpperFrequency()));
  }

  private static MfccDef toProto(Mfcc layer) {
    MelScale scale = layer.scale();
    MfccDef.Builder def =
        MfccDef.newBuilder()
            .setSampleRate(scale.sampleRate())
            .setUpperFrequency(scale.upperFrequency());
    if (layer.coefficients() != COEFFICIENTS) {
      def.setCoefficients(layer.coefficients());
    }
    if (scale.bins() != BINS) {
      def.setBins(scale.bins());
    }
    if (scale.lowerFrequency() != LOWER_FREQUENCY) {
      def.setLowerFrequency(scale.lowerFrequency());
    }
    return def.build();
  }

  static SpecAugment fromProto(SpecAugmentDef def) {
    return new SpecAugment(
        def.getTimeMasks(), def.getTimeWidth(), def.getFrequencyMasks(), def.getFrequencyWidth());
  }
}
