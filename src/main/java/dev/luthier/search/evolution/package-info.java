/**
 * Samplers whose proposals descend from the best of the trials before: CMA-ES, NSGA-II,
 * populations.
 */
package dev.luthier.search.evolution;
