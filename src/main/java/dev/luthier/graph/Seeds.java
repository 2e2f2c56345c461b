package dev.luthier.graph;

import java.nio.charset.StandardCharsets;

/** Seeds that follow from others, the same on every machine and in every version. */
public final class Seeds {

  private Seeds() {}

  /** A seed for the thing of this name, given the seed of what it belongs to. */
  public static long derive(long seed, String name) {
    // FNV-1a over the name, then the finalizer of SplitMix64 (Steele et al. 2014).
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return mix(seed + mix(hash));
  }

  /** A seed for the n-th of a kind. */
  public static long derive(long seed, long n) {
    return mix(seed + mix(n + 0x9e3779b97f4a7c15L));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
