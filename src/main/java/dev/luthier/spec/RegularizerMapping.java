package dev.luthier.spec;

import dev.luthier.nn.MaxNorm;
import dev.luthier.nn.Regularizer;
import dev.luthier.nn.Regularizer.InverseStrength;
import dev.luthier.nn.Regularizer.L1L2;
import dev.luthier.spec.proto.ConstraintDef;
import dev.luthier.spec.proto.Penalty;
import dev.luthier.spec.proto.RegularizerDef;
import java.util.Optional;

/** Regularizers and constraints as messages and as records. */
final class RegularizerMapping {

  private RegularizerMapping() {}

  /**
   * The record of a message; one of strength 0 is a record too, so that its strength can be tuned.
   *
   * @param present whether the message is in the file at all
   */
  static Optional<Regularizer> fromProto(boolean present, RegularizerDef def) {
    if (!present) {
      return Optional.empty();
    }
    if (!def.hasInverseStrength()) {
      if (def.getPenalty() != Penalty.PENALTY_UNSPECIFIED) {
        throw new IllegalArgumentException(
            "penalty belongs to inverse_strength, was "
                + def.getPenalty()
                + " without it; write inverse_strength too, or l1 or l2 instead");
      }
      return Optional.of(new L1L2(def.getL1(), def.getL2()));
    }
    if (def.getL1() != 0 || def.getL2() != 0) {
      throw new IllegalArgumentException(
          "inverse_strength excludes l1 and l2, was "
              + def.getInverseStrength()
              + " with l1 "
              + def.getL1()
              + " and l2 "
              + def.getL2()
              + "; write one or the other");
    }
    return Optional.of(new InverseStrength(def.getInverseStrength(), penalty(def.getPenalty())));
  }

  private static Regularizer.Penalty penalty(Penalty penalty) {
    return switch (penalty) {
      case L1 -> Regularizer.Penalty.L1;
      case L2, PENALTY_UNSPECIFIED -> Regularizer.Penalty.L2;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("penalty must be L1 or L2, was another number");
    };
  }

  static RegularizerDef toProto(Regularizer regularizer) {
    RegularizerDef.Builder def = RegularizerDef.newBuilder();
    if (regularizer instanceof L1L2 strengths) {
      def.setL1(strengths.l1()).setL2(strengths.l2());
    } else if (regularizer instanceof InverseStrength inverse) {
      def.setInverseStrength(inverse.c()).setPenalty(Penalty.valueOf(inverse.penalty().name()));
    }
    return def.build();
  }

  /**
   * The record of a constraint's message.
   *
   * @param present whether the message is in the file at all
   */
  static Optional<MaxNorm> fromProto(boolean present, ConstraintDef def) {
    if (!present) {
      return Optional.empty();
    }
    if (!def.hasMaxNorm()) {
      throw new IllegalArgumentException(
          "max_norm must be a positive number, was left out; write one such as 3");
    }
    return Optional.of(new MaxNorm(def.getMaxNorm()));
  }

  static ConstraintDef toProto(MaxNorm constraint) {
    return ConstraintDef.newBuilder().setMaxNorm(constraint.maximum()).build();
  }
}
