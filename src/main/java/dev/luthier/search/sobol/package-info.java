/** Sobol's sequence: points that fill a space evenly, and the sampler that goes through them. */
package dev.luthier.search.sobol;
