/**
 * README.md and the pages of src/docs are true: their links lead somewhere, their models and
 * studies are read, their Java compiles and runs, and their commands do.
 */
package dev.luthier.docs;
