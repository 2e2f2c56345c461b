package dev.luthier.spec;

import dev.luthier.nn.Cutout;
import dev.luthier.nn.Layer;
import dev.luthier.nn.RandomColor;
import dev.luthier.nn.RandomCrop;
import dev.luthier.nn.RandomFlip;
import dev.luthier.spec.proto.CutoutDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.RandomColorDef;
import dev.luthier.spec.proto.RandomCropDef;
import dev.luthier.spec.proto.RandomFlipDef;
import java.util.Optional;

/** Changes of images in training as messages and as records. */
final class AugmentationMapping {

  private AugmentationMapping() {}

  static RandomFlip fromProto(RandomFlipDef def) {
    return new RandomFlip(!def.hasHorizontal() || def.getHorizontal(), def.getVertical());
  }

  static RandomCrop fromProto(RandomCropDef def) {
    return new RandomCrop(
        def.getPadding(),
        def.getBorder() == RandomCropDef.Border.REFLECT
            ? RandomCrop.Border.REFLECT
            : RandomCrop.Border.ZEROS,
        def.hasHeight() ? Optional.of(def.getHeight()) : Optional.empty(),
        def.hasWidth() ? Optional.of(def.getWidth()) : Optional.empty());
  }

  static RandomColor fromProto(RandomColorDef def) {
    return new RandomColor(def.getBrightness(), def.getContrast(), def.getSaturation());
  }

  /** Writes a layer of this family into its message; one of another family changes nothing. */
  static void write(LayerDef.Builder def, Layer layer) {
    if (layer instanceof RandomFlip flip) {
      def.setRandomFlip(toProto(flip));
    } else if (layer instanceof RandomCrop crop) {
      def.setRandomCrop(toProto(crop));
    } else if (layer instanceof RandomColor color) {
      def.setRandomColor(
          RandomColorDef.newBuilder()
              .setBrightness(color.brightness())
              .setContrast(color.contrast())
              .setSaturation(color.saturation()));
    } else if (layer instanceof Cutout cutout) {
      def.setCutout(CutoutDef.newBuilder().setSize(cutout.size()));
    }
  }

  private static RandomFlipDef toProto(RandomFlip layer) {
    RandomFlipDef.Builder def = RandomFlipDef.newBuilder().setVertical(layer.vertical());
    if (!layer.horizontal()) {
      def.setHorizontal(false);
    }
    return def.build();
  }

  private static RandomCropDef toProto(RandomCrop layer) {
    RandomCropDef.Builder def = RandomCropDef.newBuilder().setPadding(layer.padding());
    if (layer.border() == RandomCrop.Border.REFLECT) {
      def.setBorder(RandomCropDef.Border.REFLECT);
    }
    layer.height().ifPresent(def::setHeight);
    layer.width().ifPresent(def::setWidth);
    return def.build();
  }
}
