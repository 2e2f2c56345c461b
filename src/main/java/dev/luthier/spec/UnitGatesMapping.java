package dev.luthier.spec;

import dev.luthier.nn.UnitGates;
import dev.luthier.spec.proto.UnitGatesDef;

/** Gates of units as messages and as records. A message leaves out what is the default. */
final class UnitGatesMapping {

  private static final UnitGates DEFAULT = UnitGates.of(1);

  private UnitGatesMapping() {}

  static UnitGates fromProto(UnitGatesDef def) {
    return new UnitGates(
        def.getStrength(),
        def.hasTemperature() ? def.getTemperature() : DEFAULT.temperature(),
        def.hasInitialKeep() ? def.getInitialKeep() : DEFAULT.initialKeep(),
        def.hasLow() ? def.getLow() : DEFAULT.low(),
        def.hasHigh() ? def.getHigh() : DEFAULT.high());
  }

  static UnitGatesDef toProto(UnitGates layer) {
    UnitGatesDef.Builder def = UnitGatesDef.newBuilder().setStrength(layer.strength());
    if (layer.temperature() != DEFAULT.temperature()) {
      def.setTemperature(layer.temperature());
    }
    if (layer.initialKeep() != DEFAULT.initialKeep()) {
      def.setInitialKeep(layer.initialKeep());
    }
    if (layer.low() != DEFAULT.low()) {
      def.setLow(layer.low());
    }
    if (layer.high() != DEFAULT.high()) {
      def.setHigh(layer.high());
    }
    return def.build();
  }
}
