/**
 * Five questions about the paper's own experiments: what it says, beside which a run says what the
 * kernel does.
 * @typedef {{scenario: string, question: string, paper: string, look: string}} Stop
 * @type {Stop[]}
 */
export const TOUR = [
  {
    scenario: 'echo-one-byte',
    question: 'The client sends one byte; the server reads it and closes. What does the client’s next read return?',
    paper: 'The single byte works: an orderly end.',
    look: 'A FIN and nothing else, so the client’s next read returns 0: end of stream. The receive queue was empty when the server closed.',
  },
  {
    scenario: 'echo-many-bytes',
    question: 'Now the client sends five bytes. The server still reads one, and closes. Does the client read an end of stream?',
    paper: 'No: the close sends a reset, and the read fails with “Connection reset by peer”.',
    look: 'An RST in place of the FIN. Four bytes were still unread.',
  },
  {
    scenario: 'echo-many-bytes-shutdown',
    question: 'The server calls shutdown() before close(). Is the reset gone?',
    paper: 'Yes: shutting the write side down first avoids it.',
    look: 'The reset is only hidden: it follows right behind the FIN, where a client that stopped reading never learns of it.',
  },
  {
    scenario: 'primes-nonprime-second',
    question: 'The server answers “ERROR” and closes with three numbers unread. Does the client ever read “ERROR”?',
    paper: 'Never: the reset makes the read fail before the message is seen.',
    look: 'The reply was on its way before the reset, and a client that keeps reading gets all of it. Who stops at the first error loses it.',
  },
  {
    scenario: 'primes-six-sent',
    question: 'The server reads all five numbers that it wants. The client had sent six. Is that enough for an orderly end?',
    paper: 'No: one number too many is enough for a reset.',
    look: 'One number left unread is four bytes, and one byte would be enough. Only reading to the end of stream is safe.',
  },
];

/** What one goes home with. */
export const FOLLOWS =
  'close() with a byte unread sends a reset, and shutdown() in front of it only hides that one. An end whose reply is to arrive half-closes first, then reads on to end of stream, and only then closes.';

/** The scenario that does so. */
export const CURE = 'lingering-close';
