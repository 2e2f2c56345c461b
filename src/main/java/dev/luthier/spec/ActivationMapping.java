package dev.luthier.spec;

import dev.luthier.nn.Activation;

/** Activations as messages and as records. */
final class ActivationMapping {

  private ActivationMapping() {}

  static Activation fromProto(dev.luthier.spec.proto.Activation def) {
    return switch (def) {
      case ACTIVATION_UNSPECIFIED -> Activation.LINEAR;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "activation must be one of the schema's, was another number; write one such as RELU");
      default -> Activation.valueOf(def.name());
    };
  }

  /** As {@link #fromProto}, for a field whose default is not LINEAR. */
  static Activation fromProto(dev.luthier.spec.proto.Activation def, Activation defaultValue) {
    return def == dev.luthier.spec.proto.Activation.ACTIVATION_UNSPECIFIED
        ? defaultValue
        : fromProto(def);
  }

  /** As {@link #toProto}, for a field whose default is not LINEAR. */
  static dev.luthier.spec.proto.Activation toProto(Activation activation, Activation defaultValue) {
    return activation == defaultValue
        ? dev.luthier.spec.proto.Activation.ACTIVATION_UNSPECIFIED
        : dev.luthier.spec.proto.Activation.valueOf(activation.name());
  }

  /** LINEAR is left unspecified, so that a file does not say it everywhere. */
  static dev.luthier.spec.proto.Activation toProto(Activation activation) {
    return activation == Activation.LINEAR
        ? dev.luthier.spec.proto.Activation.ACTIVATION_UNSPECIFIED
        : dev.luthier.spec.proto.Activation.valueOf(activation.name());
  }
}
