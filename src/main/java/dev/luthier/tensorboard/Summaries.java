package dev.luthier.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Summaries in the form that TensorFlow 2's {@code tf.summary} and Keras write them. */
public final class Summaries {

  private Summaries() {}

  /**
   * The distribution of values, for TensorBoard's histograms and distributions.
   *
   * <p>A float64 tensor {@code [30, 3]} of left edge, right edge and count; see {@link Histogram},
   * also for what becomes of NaN and infinite values.
   *
   * @param tag name of the series, such as {@code hidden/kernel}
   * @param values for example all elements of a variable
   */
  public static Summary.Value histogram(String tag, float[] values) {
    Histogram histogram = Histogram.of(values);
    ByteBuffer content =
        ByteBuffer.allocate(Histogram.BUCKETS * 3 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      content
          .putDouble(histogram.leftEdge(bucket))
          .putDouble(histogram.rightEdge(bucket))
          .putDouble((double) histogram.count(bucket));
    }
    return value(
        tag,
        "histograms",
        TensorProto.newBuilder()
            .setDtype(DataType.DT_DOUBLE)
            .setTensorShape(shape(Histogram.BUCKETS, 3))
            .setTensorContent(UnsafeByteOperations.unsafeWrap(content.flip())));
  }

  /**
   * Pictures under one tag, which TensorBoard shows side by side.
   *
   * <p>A string tensor of width, height and each picture's PNG.
   *
   * @param tag name of the series, such as {@code confusion_matrix}
   * @param pictures one or more, all of one width and height
   */
  public static Summary.Value images(String tag, List<Png> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("pictures must not be empty, was []; give one or more");
    }
    Png first = pictures.get(0);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shape(2 + pictures.size()))
            .addStringVal(ByteString.copyFromUtf8(Integer.toString(first.width())))
            .addStringVal(ByteString.copyFromUtf8(Integer.toString(first.height())));
    for (Png picture : pictures) {
      if (picture.width() != first.width() || picture.height() != first.height()) {
        throw new IllegalArgumentException(
            String.format(
                "pictures must be of one size, were %dx%d and %dx%d; give each size its own tag",
                first.width(), first.height(), picture.width(), picture.height()));
      }
      tensor.addStringVal(picture.bytes());
    }
    return value(tag, "images", tensor);
  }

  private static Summary.Value value(String tag, String plugin, TensorProto.Builder tensor) {
    return Summary.Value.newBuilder()
        .setTag(tag)
        .setMetadata(
            SummaryMetadata.newBuilder()
                .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName(plugin)))
        .setTensor(tensor)
        .build();
  }

  private static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }
}
