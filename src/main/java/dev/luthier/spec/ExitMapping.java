package dev.luthier.spec;

import dev.luthier.nn.Exit;
import dev.luthier.spec.proto.ExitDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.ModelDef;
import java.util.ArrayList;
import java.util.List;

/** Early exits as messages and as records. */
final class ExitMapping {

  private static final float LOSS_WEIGHT = 1;
  private static final float CONFIDENCE = 0.9f;

  private ExitMapping() {}

  /**
   * The exits of a model, whose layers are there.
   *
   * @throws FieldException where one is not valid
   */
  static List<Exit> fromProto(ModelDef def) {
    List<String> layers = def.getLayerList().stream().map(LayerDef::getName).toList();
    List<Exit> exits = new ArrayList<>();
    for (int i = 0; i < def.getExitCount(); i++) {
      FieldPath path = FieldPath.ROOT.child("exit", i);
      ExitDef exit = def.getExit(i);
      exits.add(FieldException.at(path, () -> fromProto(exit)));
      String outermost = exit.getLayer().split("/", 2)[0];
      if (!layers.contains(outermost)) {
        throw new FieldException(
            path.child("layer"),
            "no layer \"" + outermost + "\"" + NearestName.advice(outermost, layers));
      }
    }
    return exits;
  }

  private static Exit fromProto(ExitDef def) {
    return new Exit(
        def.getLayer(),
        def.hasLossWeight() ? def.getLossWeight() : LOSS_WEIGHT,
        def.hasConfidence() ? def.getConfidence() : CONFIDENCE);
  }

  static ExitDef toProto(Exit exit) {
    return ExitDef.newBuilder()
        .setLayer(exit.layer())
        .setLossWeight(exit.lossWeight())
        .setConfidence(exit.confidence())
        .build();
  }
}
