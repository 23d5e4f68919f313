import type { DetectorAbout } from './about.ts';

export const SESSION_LOSS: DetectorAbout = {
  id: 'session-loss',
  title: 'Session loss',
  what: 'A client of one virtual service was sent to more than one real server, although no server was added, removed or quiesced in between that explains it.',
  mechanism:
    'Without -p every first packet of a connection goes through ip_vs_schedule, which asks the scheduler and remembers nothing of the client: an ip_vs_conn holds one connection only. What keeps a client at its server is a template, an entry with client port 0 that ip_vs_sched_persist makes, or a scheduler that hashes the source address (sh, mh).',
  remedy:
    'Make the service persistent for longer than the longest pause of a session (ipvsadm -E ... -p 360), hash the source address (-s sh, -s mh), or keep sessions where all servers reach them.',
  reports: [
    {
      title: 'kubernetes#43958: all clients behind one address',
      url: 'https://github.com/kubernetes/kubernetes/issues/43958',
    },
  ],
};
