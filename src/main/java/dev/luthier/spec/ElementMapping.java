package dev.luthier.spec;

import dev.luthier.nn.Block;
import dev.luthier.nn.Element;
import dev.luthier.nn.LayerElement;
import dev.luthier.nn.Shortcut;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.BlockDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.ShortcutDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Named layers and blocks of them as messages and as records. */
final class ElementMapping {

  private static final String NAME = "[A-Za-z0-9_]+";

  /** Names of blocks stand before those of all layers in them. */
  private static final int LONGEST_NAME = 200;

  private ElementMapping() {}

  /**
   * The records of a list of layers.
   *
   * @param owner path of the message with the list
   * @param defs its {@code layer} field
   * @param readable names that the first layer can read
   * @param taken names that no layer can have
   */
  static List<Element> fromProto(
      FieldPath owner, List<LayerDef> defs, Collection<String> readable, Collection<String> taken) {
    Set<String> known = new LinkedHashSet<>(readable);
    Set<String> used = new LinkedHashSet<>(taken);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < defs.size(); i++) {
      FieldPath path = owner.child("layer", i);
      LayerDef def = defs.get(i);
      requireName(path, "layer", def.getName());
      if (!used.add(def.getName())) {
        throw new FieldException(
            path.child("name"),
            "name of a layer must be unique, another layer or input is \""
                + def.getName()
                + "\" too; write another name");
      }
      requireKnownInputs(path, def, known, defs.subList(i, defs.size()));
      elements.add(element(path, def, known));
      known.add(def.getName());
    }
    return elements;
  }

  static void requireName(FieldPath path, String what, String name) {
    if (name.isEmpty()) {
      throw new FieldException(
          path, what + " has no name; write one such as name: \"" + example(what) + "\"");
    }
    if (name.length() > LONGEST_NAME) {
      throw new FieldException(
          path.child("name"),
          "name must have at most "
              + LONGEST_NAME
              + " characters, has "
              + name.length()
              + "; write a shorter one");
    }
    if (!name.matches(NAME)) {
      throw new FieldException(
          path.child("name"),
          "name of "
              + (what.equals("input") ? "an " : "a ")
              + what
              + " must be letters, digits and underscores, was \""
              + name
              + "\"; write one such as \""
              + name.replaceAll("[^A-Za-z0-9_]+", "_")
              + "\"");
    }
  }

  private static String example(String what) {
    return what.equals("layer") ? "hidden" : "features";
  }

  private static void requireKnownInputs(
      FieldPath path, LayerDef def, Set<String> known, List<LayerDef> fromHere) {
    for (int i = 0; i < def.getInputCount(); i++) {
      String name = def.getInput(i);
      if (known.contains(name)) {
        continue;
      }
      FieldPath place = path.child("input", i);
      if (fromHere.stream().anyMatch(layer -> layer.getName().equals(name))) {
        throw new FieldException(
            place,
            "input must come before the layer that reads it, \""
                + name
                + "\" does not; write one of "
                + String.join(", ", known));
      }
      throw new FieldException(
          place, "no layer or input \"" + name + "\"" + NearestName.advice(name, known));
    }
  }

  private static Element element(FieldPath path, LayerDef def, Set<String> known) {
    if (def.getKindCase() == LayerDef.KindCase.KIND_NOT_SET) {
      throw new FieldException(
          path, "layer " + def.getName() + " has no kind; write one such as dense { units: 10 }");
    }
    return def.hasBlock()
        ? block(path, def, known)
        : FieldException.at(
            path,
            () -> new LayerElement(def.getName(), LayerMapping.fromProto(def), def.getInputList()));
  }

  private static Block block(FieldPath path, LayerDef def, Set<String> known) {
    BlockDef block = def.getBlock();
    FieldPath inside = path.child("block");
    Set<String> readable = new LinkedHashSet<>(known);
    // Within the block its name is what the block reads.
    readable.add(def.getName());
    List<Element> elements =
        fromProto(inside, block.getLayerList(), readable, Set.of(def.getName()));
    return FieldException.at(
        path,
        () ->
            new Block(
                def.getName(),
                elements,
                block.hasRepeat() ? Optional.of(block.getRepeat()) : Optional.empty(),
                block.hasResidual()
                    ? Optional.of(shortcut(inside.child("residual"), block.getResidual()))
                    : Optional.empty(),
                block.hasGatedSkip()
                    ? Optional.of(
                        FieldException.at(
                            inside.child("gated_skip"),
                            () -> AdaptiveMapping.fromProto(block.getGatedSkip())))
                    : Optional.empty(),
                block.hasAdaptiveDepth()
                    ? Optional.of(
                        FieldException.at(
                            inside.child("adaptive_depth"),
                            () -> AdaptiveMapping.fromProto(block.getAdaptiveDepth())))
                    : Optional.empty(),
                def.getInputList()));
  }

  private static Shortcut shortcut(FieldPath path, ShortcutDef def) {
    return FieldException.at(
        path,
        () ->
            new Shortcut(
                !def.hasBatchNormalization() || def.getBatchNormalization(),
                ActivationMapping.fromProto(def.getActivation()),
                InitializerMapping.fromProto(
                    def.getKernelInitializer(), VarianceScaling.GLOROT_UNIFORM),
                RegularizerMapping.fromProto(
                    def.hasKernelRegularizer(), def.getKernelRegularizer())));
  }

  /** The message of a layer or block. */
  static LayerDef toProto(Element element) {
    LayerDef.Builder def =
        element instanceof Block block
            ? LayerDef.newBuilder().setBlock(toProto(block))
            : LayerMapping.toProto(((LayerElement) element).layer()).toBuilder();
    return def.setName(element.name()).addAllInput(element.inputs()).build();
  }

  private static BlockDef toProto(Block block) {
    BlockDef.Builder def = BlockDef.newBuilder();
    block.elements().forEach(element -> def.addLayer(toProto(element)));
    block.repeat().ifPresent(def::setRepeat);
    block.residual().ifPresent(shortcut -> def.setResidual(toProto(shortcut)));
    block.gatedSkip().map(AdaptiveMapping::toProto).ifPresent(def::setGatedSkip);
    block.adaptiveDepth().map(AdaptiveMapping::toProto).ifPresent(def::setAdaptiveDepth);
    return def.build();
  }

  private static ShortcutDef toProto(Shortcut shortcut) {
    ShortcutDef.Builder def =
        ShortcutDef.newBuilder()
            .setBatchNormalization(shortcut.batchNormalization())
            .setActivation(ActivationMapping.toProto(shortcut.activation()));
    if (!shortcut.kernelInitializer().equals(VarianceScaling.GLOROT_UNIFORM)) {
      def.setKernelInitializer(InitializerMapping.toProto(shortcut.kernelInitializer()));
    }
    shortcut
        .kernelRegularizer()
        .ifPresent(
            regularizer -> def.setKernelRegularizer(RegularizerMapping.toProto(regularizer)));
    return def.build();
  }
}
