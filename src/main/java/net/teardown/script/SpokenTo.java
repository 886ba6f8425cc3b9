package net.teardown.script;

import net.teardown.experiment.spec.ServerDialogue;

/**
 * A server that runs no script.
 *
 * @param host its name or address, as it was given
 * @param dialogue how to exchange bytes with it
 */
record SpokenTo(String host, ServerDialogue dialogue) {}
