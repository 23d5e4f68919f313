import type { DetectorAbout } from './about.ts';

export const LONG_CHAINS: DetectorAbout = {
  id: 'long-chains',
  title: 'Long chains in the connection table',
  what: 'The table held more than four entries for each bucket, or its longest chain was more than twice as long as random hashing lets expect.',
  mechanism:
    'ip_vs_conn_in_get and ip_vs_conn_out_get walk the chain of one of 2^conn_tab_bits buckets for every packet, template look-ups too. The table never grows while the module is loaded: what grows is the chains.',
  remedy: 'Load ip_vs with more buckets: about as many as there are entries at the peak.',
  reports: [
    {
      title: 'kube-router#544: a table of 4,096 buckets, and 14,000 entries within seconds',
      url: 'https://github.com/cloudnativelabs/kube-router/issues/544',
    },
  ],
};
