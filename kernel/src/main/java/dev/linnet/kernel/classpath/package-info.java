/**
 * What the compiler sees of jars and folders of classes. javac's own file manager opens and walks every jar of the class
 * path before its first answer, a fifth of a second with the library's; here an index beside the jars tells which of them
 * hold a package, and no other is opened. Completion and error messages ask which classes there are.
 */
package dev.linnet.kernel.classpath;
