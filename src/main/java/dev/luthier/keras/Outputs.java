package dev.luthier.keras;

import dev.luthier.spec.proto.Activation;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.ModelDef;

/** The activation at a model's output, which a loss may take over. */
final class Outputs {

  private Outputs() {}

  /** What is applied last. */
  static Activation activation(LayerDef layer) {
    Activation activation =
        switch (layer.getKindCase()) {
          case DENSE -> layer.getDense().getActivation();
          case CONV1D -> layer.getConv1D().getActivation();
          case CONV2D -> layer.getConv2D().getActivation();
          case ACTIVATION -> layer.getActivation().getFunction();
          default -> Activation.LINEAR;
        };
    return activation == Activation.ACTIVATION_UNSPECIFIED ? Activation.LINEAR : activation;
  }

  /** Takes the activation away: the output is then the logits. */
  static void toLogits(ModelDef.Builder model) {
    int last = model.getLayerCount() - 1;
    LayerDef.Builder layer = model.getLayerBuilder(last);
    switch (layer.getKindCase()) {
      case DENSE -> layer.getDenseBuilder().clearActivation();
      case CONV1D -> layer.getConv1DBuilder().clearActivation();
      case CONV2D -> layer.getConv2DBuilder().clearActivation();
      default -> {
        if (last > 0 && layer.getInputCount() == 0) {
          model.removeLayer(last);
        } else {
          layer.getActivationBuilder().setFunction(Activation.LINEAR);
        }
      }
    }
  }
}
