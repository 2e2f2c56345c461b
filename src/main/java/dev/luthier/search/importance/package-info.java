/** How much each parameter mattered in the trials of a study. */
package dev.luthier.search.importance;
