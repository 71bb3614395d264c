/** The game: the environment in which persons and models ask and propose, and the players that need no learning. */
package dev.linnet.odeen.play;
