package dev.luthier.spec;

import dev.luthier.search.Grid;
import dev.luthier.search.Sampler;
import dev.luthier.spec.proto.SamplerDef;
import java.util.Locale;

/** Samplers as messages and as records. */
final class SamplerMapping {

  private SamplerMapping() {}

  static Sampler fromProto(SamplerDef def) {
    return switch (def.getKindCase()) {
      case GRID -> new Grid();
      default ->
          throw new IllegalArgumentException(
              def.getKindCase().name().toLowerCase(Locale.ROOT) + " is no sampler; write grid {}");
    };
  }
}
