import type { DetectorAbout } from './about.ts';

export const PORT_ZERO: DetectorAbout = {
  id: 'port-zero',
  title: 'Port 0 without persistence',
  what: 'A virtual service has port 0 and no -p. It looks like a service for all ports, but no connection is ever made for it.',
  mechanism:
    'ip_vs_service_find finds the service for every port of the address. ip_vs_schedule then compares the port of the packet with that of a service that is not persistent; they differ, so it prints "port zero only supported in persistent services" and returns no entry. Only ip_vs_sched_persist serves port 0: its template holds the client for all ports.',
  remedy: 'Make the service persistent (ipvsadm -E ... -p 360), or give it the port that it is for.',
  reports: [
    { title: 'gnlpy#22: a service with port 0', url: 'https://github.com/facebookarchive/gnlpy/issues/22' },
    { title: 'dpvs#679: port 0 forwards nothing', url: 'https://github.com/iqiyi/dpvs/issues/679' },
  ],
};

export const FTP_SERVICE: DetectorAbout = {
  id: 'ftp-service',
  title: 'FTP data connections',
  what: 'A TCP service of port 21 is neither persistent nor masqueraded with the FTP helper loaded, so passive data connections have no server. A persistent service of port 0 for the address, or a firewall mark that takes it, is fine.',
  mechanism:
    'A data connection goes to a port that was agreed in the control connection. ip_vs_service_find lends it the service of port 21 if there is one, but ip_vs_schedule refuses a port other than that of the service when it is not persistent. With -p the template of port 0 finds the server again; with -m the module ip_vs_ftp reads the control connection and makes the entry before the first packet.',
  remedy: 'Make the service persistent (-p 360), or masquerade (-m) and load ip_vs_ftp.',
  reports: [
    {
      title: 'goftp#24: no data connection when the server is behind LVS',
      url: 'https://github.com/dutchcoders/goftp/issues/24',
    },
  ],
};

export const SHADOWED: DetectorAbout = {
  id: 'shadowed',
  title: 'Services that take packets from each other',
  what: 'Two services are for the same packets: a firewall mark is set on packets that an address service is for, or a service of port 0 stands beside one of an exact port.',
  mechanism:
    'ip_vs_service_find looks for the mark first, then for the exact port, and last for port 0. A packet with a mark that has a service never reaches the service of its address; its entries, templates and counters are those of the mark.',
  remedy: 'Keep one of the two, or narrow the rule that sets the mark.',
  reports: [
    {
      title: 'kube-router#1045: two services with one mark',
      url: 'https://github.com/cloudnativelabs/kube-router/issues/1045',
    },
    {
      title: 'kube-router#1174: marks unique for each service',
      url: 'https://github.com/cloudnativelabs/kube-router/pull/1174',
    },
  ],
};

export const RULES: DetectorAbout = {
  id: 'rules',
  title: 'Rules that do not do what they seem to',
  what: 'Each virtual service is read without traffic: no usable server, mixed forwarding methods, a server port that is not used, -p 0, thresholds without room, sh or mh that send clients to a server that cannot take them, dh or lblc on one address, -o on TCP, a netmask for half the internet, weights too far apart. No server and only weights of 0 are reported when the first or the last rules show it, not for a moment in between.',
  mechanism:
    'The kernel accepts all of these: the checks of do_ip_vs_set_ctl are about ranges only. What they mean shows in the schedulers (ip_vs_sh.c, ip_vs_dh.c, ip_vs_wrr.c), in ip_vs_sched_persist and in ip_vs_bind_dest.',
  remedy: 'Each finding has its own.',
  reports: [
    {
      title: 'keepalived#1547: what are the "no destination available" messages',
      url: 'https://github.com/acassen/keepalived/issues/1547',
    },
  ],
};
