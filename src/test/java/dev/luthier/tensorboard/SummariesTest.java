package dev.luthier.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class SummariesTest {

  @Test
  void histogramIsATensorOfEdgesAndCounts() throws IOException {
    JsonNode golden = GoldenTensorBoard.read().get("histograms").get(4);
    assertEquals("two", golden.get("name").textValue());
    Summary.Value value = Summaries.histogram("hidden/kernel", new float[] {0, 1});
    TensorProto tensor = value.getTensor();
    assertEquals("hidden/kernel", value.getTag());
    assertEquals(
        golden.get("plugin").textValue(), value.getMetadata().getPluginData().getPluginName());
    assertEquals(DataType.DT_DOUBLE, tensor.getDtype());
    assertEquals(List.of(30L, 3L), sizes(tensor));
    DoubleBuffer content =
        tensor
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer();
    for (JsonNode bucket : golden.get("buckets")) {
      for (JsonNode number : bucket) {
        assertEquals(number.doubleValue(), content.get());
      }
    }
    assertEquals(0, content.remaining());
  }

  @Test
  void imagesAreWidthHeightAndPictures() {
    Png first = new Png(28, 14, ByteString.copyFromUtf8("first"));
    Png second = new Png(28, 14, ByteString.copyFromUtf8("second"));
    Summary.Value value = Summaries.images("pixels", List.of(first, second));
    assertEquals("images", value.getMetadata().getPluginData().getPluginName());
    assertEquals(DataType.DT_STRING, value.getTensor().getDtype());
    assertEquals(List.of(4L), sizes(value.getTensor()));
    assertEquals(
        List.of("28", "14", "first", "second"),
        value.getTensor().getStringValList().stream().map(ByteString::toStringUtf8).toList());
  }

  @Test
  void imagesOfOneTagHaveOneSize() {
    Png small = new Png(1, 2, ByteString.EMPTY);
    Png large = new Png(3, 4, ByteString.EMPTY);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Summaries.images("pixels", List.of(small, large)))
            .getMessage();
    assertTrue(message.startsWith("pictures must be of one size, were 1x2 and 3x4;"), message);
    assertThrows(IllegalArgumentException.class, () -> Summaries.images("pixels", List.of()));
  }

  private static List<Long> sizes(TensorProto tensor) {
    return tensor.getTensorShape().getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }
}
