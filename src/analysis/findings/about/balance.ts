import type { DetectorAbout } from './about.ts';

export const UNEVEN_BALANCE: DetectorAbout = {
  id: 'uneven-balance',
  title: 'Uneven balance',
  what: 'A server got more than 1.5 times, or less than half, of the connections that its weight says, in a service with at least 40 connections and 5 expected at every server, and a chi-square test says that chance does so less than once in 1000 runs. Services with connection limits, and fo and ovf, are left out.',
  mechanism:
    'Schedulers place connections, not load. Persistence and source hashing place clients: one address with many people behind it is one client. dh, lblc and lblcr hash the destination. lc, wlc, sed and nq count open connections, so that a server with short ones, or a new one, gets more.',
  remedy:
    'Choose by connection (rr, wrr, wlc without -p) if sessions are kept where all servers reach them, or let persistence see single addresses (no netmask, no NAT in front).',
  reports: [
    {
      title: 'kubernetes#126378: active connections are not distributed evenly',
      url: 'https://github.com/kubernetes/kubernetes/issues/126378',
    },
  ],
};
