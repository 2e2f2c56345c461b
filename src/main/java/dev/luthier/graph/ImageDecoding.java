package dev.luthier.graph;

import dev.luthier.data.ImageSize;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Encoded JPEG and PNG images as pixels of one size, as {@code data} decodes them in memory. */
record ImageDecoding(ImageSize size) {

  /** Adds the ops that decode an image, to {@code [height, width, channels]}. */
  Operand<TUint8> decode(Ops tf, Operand<TString> file) {
    // The op tells PNG from JPEG by the contents. Its usual transform is a fast one, which is up to
    // several levels off.
    Operand<TUint8> image =
        tf.image.decodeJpeg(
            file, DecodeJpeg.channels(3L), DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
    Operand<TUint8> colors = size.channels() == 3 ? image : gray(tf, image);
    Operand<TInt32> target = tf.array(size.height(), size.width());
    Operand<TInt32> present = tf.slice(tf.shape(colors), tf.array(0), tf.array(2));
    // Images that have the size already, which usually all have, are left alone.
    SwitchCond<TUint8> way =
        tf.switchCond(colors, tf.reduceAll(tf.math.equal(present, target), tf.constant(0)));
    return tf.merge(List.of(resized(tf, way.outputFalse(), target), way.outputTrue())).output();
  }

  /** The luma of ITU-R BT.601, rounded. */
  private static Operand<TUint8> gray(Ops tf, Operand<TUint8> image) {
    Operand<TFloat32> weighted =
        tf.math.mul(
            tf.dtypes.cast(image, TFloat32.class),
            tf.constant(new float[] {0.299f, 0.587f, 0.114f}));
    return rounded(tf, tf.expandDims(tf.sum(weighted, tf.constant(-1)), tf.constant(-1)));
  }

  private static Operand<TUint8> resized(Ops tf, Operand<TUint8> image, Operand<TInt32> target) {
    Operand<TFloat32> resized =
        tf.image.resizeBilinear(
            tf.expandDims(image, tf.constant(0)), target, ResizeBilinear.halfPixelCenters(true));
    return rounded(tf, tf.squeeze(resized, Squeeze.axis(List.of(0L))));
  }

  private static Operand<TUint8> rounded(Ops tf, Operand<TFloat32> values) {
    return tf.dtypes.cast(tf.math.floor(tf.math.add(values, tf.constant(0.5f))), TUint8.class);
  }
}
