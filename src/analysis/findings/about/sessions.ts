import type { DetectorAbout } from './about.ts';

export const SESSION_LOSS: DetectorAbout = {
  id: 'session-loss',
  title: 'Session loss',
  what: 'A client of one virtual service was sent to more than one real server, although no server was added, removed or quiesced in between that explains it. Services of UDP get a note only; one-packet scheduling and persistence engines are left out.',
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

export const TEMPLATE_QUIESCED: DetectorAbout = {
  id: 'template-quiesced',
  title: 'Template pinned to a quiesced server',
  what: 'New connections of a client went to a server after its weight became 0, because a template kept the client there. It is lost traffic when SYNs were repeated and nothing answered, else a risk.',
  mechanism:
    'Weight 0 stops schedulers, not templates. ip_vs_check_template asks for the weight only if expire_quiescent_template is 1; with 0 the template is used, and each new connection arms it again with the timeout of -p.',
  remedy:
    'Set net.ipv4.vs.expire_quiescent_template to 1, or wait until templates have ended before the server is stopped.',
  reports: [
    {
      title: 'kubernetes#71809: connections with session affinity go to a server that is being removed',
      url: 'https://github.com/kubernetes/kubernetes/issues/71809',
    },
  ],
};

export const TEMPLATE_REMOVED: DetectorAbout = {
  id: 'template-removed',
  title: 'Template of a removed server',
  what: 'A client was kept at a server by a template when the server was removed; its next connection went to another server. Clients that did not come again are counted but are no finding.',
  mechanism:
    'A template keeps its pointer to a removed server. With expire_nodest_conn 0 it stays until the next connection, when ip_vs_check_template finds the server unavailable, makes the template invalid and lets the scheduler choose. With 1 it is released soon after the removal.',
  remedy:
    'Quiesce first (weight 0), with expire_quiescent_template 0 so that sessions end at their server, and remove the server later.',
  reports: [
    {
      title: 'kube-keepalived-vip#117: service unavailable after a server was removed, persistence harmful?',
      url: 'https://github.com/aledbf/kube-keepalived-vip/issues/117',
    },
  ],
};

export const AFFINITY_LONGER: DetectorAbout = {
  id: 'affinity-longer',
  title: 'Affinity longer than asked',
  what: 'Templates lived more than half as long again as -p says, because connections that they control were still in the table. Templates of removed servers are left out, and what open connections would do after the last packet.',
  mechanism:
    'When the timer of a template ends while n_control is above 0, ip_vs_conn_expire does not release it: it arms it for 60 s and looks again. A connection in FIN_WAIT, TIME_WAIT or ESTABLISHED so makes the affinity longer than -p.',
  remedy:
    'Take timeouts of states into account when -p is short, or make ESTABLISHED, FIN_WAIT and UDP shorter with ipvsadm --set; TIME_WAIT has no option.',
  reports: [
    {
      title: 'kubernetes#89358: session affinity does not honor its timeout',
      url: 'https://github.com/kubernetes/kubernetes/issues/89358',
    },
  ],
};

export const TEMPLATE_TIMEOUT_CHANGED: DetectorAbout = {
  id: 'template-timeout-changed',
  title: 'Timeout changed, templates not',
  what: 'The persistence timeout of a service was changed or taken away while templates were alive: they keep the timeout that they were made with.',
  mechanism:
    'ip_vs_edit_service writes svc->timeout. ip_vs_sched_persist copies it into a template when the template is made, and every connection that the template places arms it with that copy.',
  remedy:
    'Wait until the old templates have ended; a client that comes often may keep its template for ever.',
  reports: [
    {
      title: 'keepalived#1542: a changed persistence_timeout did not take effect',
      url: 'https://github.com/acassen/keepalived/issues/1542',
    },
  ],
};

export const CROSS_SERVICE: DetectorAbout = {
  id: 'cross-service',
  title: 'Servers differ between services',
  what: 'A client was sent to different servers by services of one virtual address that have the same servers and each keep their clients (80 and 443), although the server before could still be chosen.',
  mechanism:
    'Templates belong to one virtual port: ip_vs_sched_persist makes them with the port of the service unless its port is 0 or it is named by a firewall mark. Two services so choose twice.',
  remedy:
    'Name both ports by one firewall mark (ipvsadm -A -f 1 -p 300), or use a persistent service of port 0.',
  reports: [
    {
      title:
        'Red Hat Load Balancer Administration: persistence and firewall marks, HTTP and HTTPS of one shop',
      url: 'https://access.redhat.com/documentation/en-us/red_hat_enterprise_linux/6/html/load_balancer_administration/s1-lvs-persistance-vsa',
    },
  ],
};
