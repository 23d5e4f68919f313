/**
 * Recorded runs of linux-6.12 that the model does not reproduce completely yet, each with the reason. A run that is not
 * listed here must match completely; a run that is listed and matches fails the suite too, so that the list stays true.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {};

/** Runs that must never stand above; random runs of these schedulers neither. */
export const REQUIRED =
  /^(?:0(?:0[1-9]|1[0-9])|020[012367]|02(?:20|33|34|50|51|60|7[012]|8[012]|86|87)|080[123])-/;
export const REQUIRED_SCHEDULERS: readonly string[] = ['rr', 'wrr', 'lc', 'wlc', 'sh', 'dh', 'sed', 'nq'];

/** Runs whose entries cannot be known from the capture of one interface, with the reason. */
export const NOT_VISIBLE: Readonly<Record<'client' | 'server', Readonly<Record<string, string>>>> = {
  client: {
    '0261-ftp-nat-active':
      'the answer to PASV is visible only after its address was rewritten to the virtual one',
    '0288-local-client': 'what a client on the director sends never passes the interface to clients',
  },
  server: {
    '0231-drop-packet-always':
      'which packets drop_packet dropped depends on all that came, and those it dropped are not visible',
    '0261-ftp-nat-active': 'the passive data connection goes to a port of the real server that no rule names',
  },
};
