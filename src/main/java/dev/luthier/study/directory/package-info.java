/**
 * The directory of a study: where its parts lie, and the files in it that are written and read
 * again.
 */
package dev.luthier.study.directory;
