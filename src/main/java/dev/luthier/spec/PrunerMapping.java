package dev.luthier.spec;

import dev.luthier.search.Pruner;
import dev.luthier.spec.proto.PrunerDef;
import java.util.Locale;

/** Pruners as messages and as records. */
final class PrunerMapping {

  private PrunerMapping() {}

  /**
   * The record of a pruner.
   *
   * @param epochs of a trial that is not given up
   */
  static Pruner fromProto(PrunerDef def, int epochs) {
    return switch (def.getKindCase()) {
      case NONE, KIND_NOT_SET -> new Pruner.None();
      default ->
          throw new IllegalArgumentException(
              def.getKindCase().name().toLowerCase(Locale.ROOT)
                  + " is no pruner for "
                  + epochs
                  + " epochs; write none {}");
    };
  }
}
