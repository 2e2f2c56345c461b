/** The sampler that chooses among the others, and the one for branches that it chooses from. */
package dev.luthier.search.auto;
