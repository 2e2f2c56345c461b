package dev.luthier.spec;

import dev.luthier.nn.AveragePool;
import dev.luthier.nn.MaxPool;
import dev.luthier.nn.Padding;
import dev.luthier.spec.proto.PoolDef;
import java.util.List;

/** Pooling as messages and as records. A message leaves out what is the default. */
final class PoolMapping {

  private static final List<Integer> SIZE = List.of(2);

  private PoolMapping() {}

  static MaxPool maxPool(PoolDef def) {
    return new MaxPool(size(def), stride(def), padding(def));
  }

  static AveragePool averagePool(PoolDef def) {
    return new AveragePool(size(def), stride(def), padding(def));
  }

  static PoolDef toProto(MaxPool layer) {
    return toProto(layer.size(), layer.stride(), layer.padding());
  }

  static PoolDef toProto(AveragePool layer) {
    return toProto(layer.size(), layer.stride(), layer.padding());
  }

  private static List<Integer> size(PoolDef def) {
    return def.getSizeCount() == 0 ? SIZE : def.getSizeList();
  }

  private static List<Integer> stride(PoolDef def) {
    return def.getStrideCount() == 0 ? size(def) : def.getStrideList();
  }

  private static Padding padding(PoolDef def) {
    return PaddingMapping.fromProto(def.getPadding(), def.getExplicitPaddingList());
  }

  private static PoolDef toProto(List<Integer> size, List<Integer> stride, Padding padding) {
    PoolDef.Builder def = PoolDef.newBuilder().addAllSize(size);
    if (!stride.equals(size)) {
      def.addAllStride(stride);
    }
    def.setPadding(PaddingMapping.toProto(padding));
    def.addAllExplicitPadding(PaddingMapping.explicit(padding));
    return def.build();
  }
}
