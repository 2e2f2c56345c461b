package dev.luthier.graph;

import dev.luthier.data.SoundDecoding;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.audio.DecodeWav;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Contents of {@code .wav} files as sounds, in ops. TensorFlow's DecodeWav takes one file at a
 * time, of 16 bits: a function around it is mapped over the batch.
 */
final class WavSounds {

  private static final String FUNCTION = "decode_wav";

  private final SoundDecoding decoding;

  WavSounds(SoundDecoding decoding) {
    this.decoding = decoding;
  }

  /** The sounds, {@code [batch, samples, 1]}, of files' contents, {@code [batch]}. */
  Operand<TFloat32> of(Ops tf, Graph graph, Operand<TString> files) {
    try (FunctionBody body = new FunctionBody(FUNCTION)) {
      Operand<TString> file = body.argument("file", TString.class, Shape.scalar());
      body.result("sound", decode(body.tf(), file));
      GraphDef.Builder library = GraphDef.newBuilder();
      library.getLibraryBuilder().addAllFunction(body.toFunctions(List.of(), false));
      graph.importGraphDef(library.build());
    }
    GraphOperationBuilder map =
        (GraphOperationBuilder) tf.scope().opBuilder("MapDefun", "MapDefun");
    map.addInputList(new Output<?>[] {files.asOutput()});
    map.addInputList(new Output<?>[0]);
    map.setAttr("output_types", new DataType[] {DataType.DT_FLOAT});
    map.setAttr("output_shapes", new Shape[] {Shape.of(decoding.samples(), 1)});
    map.setAttr(
        "f", AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(FUNCTION)).build());
    return map.build().<TFloat32>output(0);
  }

  /** One sound, {@code [samples, 1]}: the mean of the channels, padded or cut. */
  private Operand<TFloat32> decode(Ops tf, Operand<TString> file) {
    DecodeWav wav = tf.audio.decodeWav(file);
    Op sameRate =
        tf.assertThat(
            tf.math.equal(wav.sampleRate(), tf.constant(decoding.sampleRate())),
            List.of(
                tf.constant(
                    "sounds must have "
                        + decoding.sampleRate()
                        + " samples a second, as in training; the rate was"),
                wav.sampleRate()));
    Operand<TFloat32> sound =
        tf.withControlDependencies(List.of(sameRate)).math.mean(wav.audio(), tf.constant(1));
    Operand<TFloat32> filled =
        tf.concat(List.of(sound, tf.constant(new float[decoding.samples()])), tf.constant(0));
    return tf.reshape(
        tf.slice(filled, tf.constant(new int[] {0}), tf.constant(new int[] {decoding.samples()})),
        tf.constant(new int[] {decoding.samples(), 1}));
  }
}
