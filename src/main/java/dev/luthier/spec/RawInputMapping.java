package dev.luthier.spec;

import dev.luthier.data.RawInput;
import dev.luthier.data.SoundDecoding;
import dev.luthier.data.TextVectorization;
import dev.luthier.spec.proto.InputDef;
import dev.luthier.spec.proto.SoundDef;
import dev.luthier.spec.proto.TextDef;
import dev.luthier.spec.proto.TextSplit;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** Inputs of raw data as messages and as records. */
final class RawInputMapping {

  private RawInputMapping() {}

  /**
   * What an input asks for, where it is none of plain numbers.
   *
   * @param path of the input in its file
   */
  static Optional<RawInput> fromProto(FieldPath path, InputDef def) {
    return switch (def.getRawCase()) {
      case TEXT -> {
        requireNoShape(path, def, "text", "length");
        yield Optional.of(FieldException.at(path.child("text"), () -> text(def.getText())));
      }
      case SOUND -> {
        requireNoShape(path, def, "sound", "samples");
        yield Optional.of(FieldException.at(path.child("sound"), () -> sound(def.getSound())));
      }
      case RAW_NOT_SET -> Optional.empty();
    };
  }

  private static void requireNoShape(FieldPath path, InputDef def, String kind, String field) {
    if (def.getShapeCount() > 0) {
      throw new FieldException(
          path.child("shape"),
          "shape of a "
              + kind
              + " input follows from its "
              + field
              + ", was "
              + def.getShapeList()
              + "; leave it out");
    }
  }

  /** The shape of a sample as the network reads it. */
  static Shape shape(RawInput raw) {
    if (raw instanceof TextVectorization text) {
      return Shape.of(text.length());
    }
    return Shape.of(((SoundDecoding) raw).samples(), 1);
  }

  static InputDef.Builder toProto(RawInput raw, InputDef.Builder def) {
    if (raw instanceof TextVectorization text) {
      return def.setText(toProto(text));
    }
    return def.setSound(toProto((SoundDecoding) raw));
  }

  static SoundDecoding sound(SoundDef def) {
    return new SoundDecoding(def.getSampleRate(), def.getSamples());
  }

  static SoundDef toProto(SoundDecoding sound) {
    return SoundDef.newBuilder()
        .setSampleRate(sound.sampleRate())
        .setSamples(sound.samples())
        .build();
  }

  static TextVectorization text(TextDef def) {
    return new TextVectorization(
        def.hasVocabularySize() ? def.getVocabularySize() : 10000,
        def.getLength(),
        !def.hasLowerCase() || def.getLowerCase(),
        !def.hasStripPunctuation() || def.getStripPunctuation(),
        switch (def.getSplit()) {
          case TEXT_SPLIT_UNSPECIFIED, WORDS -> TextVectorization.Split.WORDS;
          case CHARACTERS -> TextVectorization.Split.CHARACTERS;
          case UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "split must be WORDS or CHARACTERS, was " + def.getSplitValue());
        });
  }

  static TextDef toProto(TextVectorization text) {
    return TextDef.newBuilder()
        .setVocabularySize(text.vocabularySize())
        .setLength(text.length())
        .setLowerCase(text.lowerCase())
        .setStripPunctuation(text.stripPunctuation())
        .setSplit(
            switch (text.split()) {
              case WORDS -> TextSplit.WORDS;
              case CHARACTERS -> TextSplit.CHARACTERS;
            })
        .build();
  }
}
