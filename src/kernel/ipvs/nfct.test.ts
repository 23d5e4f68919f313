import { describe, expect, it } from 'vitest';
import { Director, tcp, udp } from '../../testing/director.ts';
import {
  NF_ACCEPT,
  NF_DROP,
  NF_INET_FORWARD,
  NF_INET_LOCAL_OUT,
  NF_STOLEN,
  type Verdict,
} from '../lib/netfilter.ts';
import { IPS_ASSURED, IPS_CONFIRMED, IPS_SEEN_REPLY, type nf_conn } from '../lib/nf_conntrack.ts';

const CLIENT = '172.16.0.1';
const VIP = '10.0.0.100';
const CONFIRMED = IPS_CONFIRMED;

/** A web service on two servers, by NAT (`m`), tunnel (`i`) or direct routing (`g`). */
function web(method: 'm' | 'g' | 'i', settings: readonly string[], conntrack = true): Director {
  const director = new Director({ conntrack });
  for (const setting of settings) expect(director.run(`sysctl net.ipv4.vs.${setting}`)).toEqual([]);
  director.run(`ipvsadm -A -t ${VIP}:80 -s rr
ipvsadm -a -t ${VIP}:80 -r 192.168.1.11:80 -${method}
ipvsadm -a -t ${VIP}:80 -r 192.168.1.12:80 -${method}`);
  return director;
}

function fromClient(director: Director, flags: string, port = 4000): Verdict {
  return director.packet(CLIENT, VIP, tcp(port, 80, flags));
}

/** A reply of the server that has the client's entry. */
function fromServer(director: Director, flags: string, port = 4000): Verdict {
  const server = serverOf(director, port) ?? 'no entry';
  return director.packet(server, CLIENT, tcp(80, port, flags), {}, NF_INET_FORWARD);
}

function entryOf({ ipvs }: Director, port = 4000) {
  for (const head of ipvs.conn_tab.heads) {
    for (let cp = head; cp; cp = cp.c_next) if (cp.cport === port) return cp;
  }
  return null;
}

function serverOf(director: Director, port = 4000): string | null {
  const entry = entryOf(director, port);
  return entry ? `192.168.1.${Number(entry.daddr) & 0xff}` : null;
}

/** All conntracks that are confirmed, each once. */
function conntracks({ ipvs }: Director): nf_conn[] {
  return [...new Set(ipvs.nf_conntrack_hash.flat())].sort((a, b) => a.uid - b.uid);
}

const conntrackLines = ({ lines }: Director): string[] =>
  lines.filter((line) => line.includes('conntrack')).map((line) => line.replace(/ct=[0-9a-f]+/, 'ct=?'));

/** Opens a connection through NAT and closes it from the client's side. */
function openAndClose(director: Director): void {
  fromClient(director, 'S');
  fromServer(director, 'SA');
  fromClient(director, 'A');
  fromClient(director, 'FA');
  fromServer(director, 'FA');
  fromClient(director, 'A');
}

describe('a connection through NAT with vs/conntrack 1', () => {
  it('has a conntrack whose replies come from the real server', () => {
    const director = web('m', ['conntrack=1']);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
    const server = serverOf(director);
    expect(conntrackLines(director)).toEqual([
      `ip_vs_update_conntrack: Updating conntrack ct=?, status=0x0, ctinfo=2, old reply=${VIP}:80->${CLIENT}:4000/6`,
      `ip_vs_update_conntrack: Updating conntrack ct=?, status=0x0, ctinfo=2, new reply=${server}:80->${CLIENT}:4000/6`,
      `ip_vs_update_conntrack: Updated conntrack ct=? for cp=${CLIENT}:4000->${VIP}:80->${server}:80/6:3`,
    ]);
    expect(conntracks(director).map(({ status }) => status)).toEqual([CONFIRMED]);
    fromServer(director, 'SA');
    fromClient(director, 'A');
    expect(conntrackLines(director)).toEqual([]);
    const [ct, ...others] = conntracks(director);
    expect(others).toEqual([]);
    expect(ct.status).toBe(CONFIRMED | IPS_SEEN_REPLY | IPS_ASSURED);
    expect(ct.timeout - director.ipvs.jiffies).toBe(432000 * 100);
  });

  it('takes its conntrack along when it expires', () => {
    const director = web('m', ['conntrack=1']);
    fromClient(director, 'S');
    director.lines.length = 0;
    director.wait(70);
    expect(entryOf(director)).toBeNull();
    expect(conntrackLines(director)).toEqual([
      `ip_vs_conn_drop_conntrack: dropping conntrack for conn ${CLIENT}:4000->${VIP}:80->192.168.1.12:80/6:3`,
      `ip_vs_conn_drop_conntrack: ct=? deleted for tuple=${CLIENT}:4000->${VIP}:80/6`,
    ]);
    expect(conntracks(director)).toEqual([]);
  });

  it('is scheduled anew at once after a normal close: the SYN begins a new conntrack too', () => {
    const director = web('m', ['conntrack=1']);
    openAndClose(director);
    const before = serverOf(director);
    const [old] = conntracks(director);
    director.wait(1);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
    director.wait(0.02);
    expect(serverOf(director)).not.toBe(before);
    expect(conntracks(director)).toHaveLength(1);
    expect(conntracks(director)[0].uid).not.toBe(old.uid);
  });

  it('gives way to a SYN a second later when its server is quiesced and its conntrack lives', () => {
    const director = web('m', ['conntrack=1', 'expire_nodest_conn=1']);
    fromClient(director, 'S');
    fromServer(director, 'SA');
    fromClient(director, 'A');
    const before = serverOf(director);
    director.run(`ipvsadm -e -t ${VIP}:80 -r ${before}:80 -m -w 0`);
    expect(fromClient(director, 'S')).toBe(NF_DROP);
    expect(entryOf(director)?.flags).toBe(0x10140 & ~0x100);
    director.wait(0.02);
    expect(entryOf(director)).toBeNull();
    expect(conntracks(director)).toEqual([]);
    director.wait(0.98);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
    expect(serverOf(director)).not.toBe(before);
    expect(conntracks(director)).toHaveLength(1);
  });

  it('is dropped once with its server, then goes elsewhere', () => {
    const director = web('m', ['conntrack=1']);
    fromClient(director, 'S');
    fromServer(director, 'SA');
    const before = serverOf(director);
    director.run(`ipvsadm -d -t ${VIP}:80 -r ${before}:80`);
    expect(fromClient(director, 'A')).toBe(NF_DROP);
    expect(entryOf(director)).not.toBeNull();
    director.run('sysctl net.ipv4.vs.expire_nodest_conn=1');
    expect(fromClient(director, 'A')).toBe(NF_DROP);
    director.wait(0.02);
    expect(entryOf(director)).toBeNull();
    expect(conntracks(director)).toEqual([]);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
    expect(serverOf(director)).not.toBe(before);
  });
});

describe('a SYN on the ports of a connection that is over', () => {
  it.each([
    ['no conntrack at all', false, 0],
    ['untracked by IPVS', true, 0],
    ['with conntrack, closed there too', true, 1],
  ] as const)('through NAT, %s, goes on at once', (_, conntrack, sysctl) => {
    const director = web('m', [`conntrack=${sysctl}`], conntrack);
    openAndClose(director);
    const before = serverOf(director);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
    director.wait(0.02);
    expect(serverOf(director)).not.toBe(before);
    expect(conntracks(director)).toHaveLength(sysctl);
  });

  it('is lost through NAT while conntrack waits for the last ACK; sent again, it goes on', () => {
    const director = web('m', ['conntrack=1']);
    for (const flags of ['S', 'A', 'FA']) {
      fromClient(director, flags);
      fromServer(director, flags === 'S' ? 'SA' : flags);
    }
    const before = serverOf(director);
    expect(fromClient(director, 'S')).toBe(NF_DROP);
    director.wait(1);
    expect(conntracks(director)).toEqual([]);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
    expect(serverOf(director)).not.toBe(before);
  });

  it.each([
    ['direct routing, untracked by IPVS', 'g', 0, NF_STOLEN],
    ['direct routing with conntrack', 'g', 1, NF_DROP],
    ['tunnel with conntrack', 'i', 1, NF_DROP],
  ] as const)('%s: conntrack has never seen a reply', (_, method, sysctl, verdict) => {
    const director = web(method, [`conntrack=${sysctl}`, 'conn_reuse_mode=3']);
    for (const flags of ['S', 'A', 'FA']) fromClient(director, flags);
    expect(conntracks(director).map(({ state }) => state)).toEqual(sysctl ? [1] : []);
    expect(fromClient(director, 'S')).toBe(verdict);
    director.wait(1);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
  });

  it('goes on at once after a reset that took the conntrack of a connection without replies', () => {
    const director = web('g', ['conntrack=1']);
    for (const flags of ['S', 'R']) fromClient(director, flags);
    expect(conntracks(director)).toEqual([]);
    expect(fromClient(director, 'S')).toBe(NF_STOLEN);
  });

  it('clears NFCT where the conntrack of the old entry is no longer there', () => {
    const director = web('m', ['conntrack=1'], false);
    openAndClose(director);
    fromClient(director, 'S');
    director.lines.length = 0;
    director.wait(0.02);
    expect(director.lines.some((line) => line.startsWith('Unbind-dest'))).toBe(true);
    expect(conntrackLines(director)).toEqual([]);
  });
});

describe('conntrack and IPVS at odds', () => {
  it('drops the second connection of a port to one server, behind another virtual address', () => {
    const director = web('m', ['conntrack=1']);
    director.run('ipvsadm -A -t 10.0.0.101:80 -s rr\nipvsadm -a -t 10.0.0.101:80 -r 192.168.1.12:80 -m');
    fromClient(director, 'S');
    expect(serverOf(director)).toBe('192.168.1.12');
    expect(director.packet(CLIENT, '10.0.0.101', tcp(4000, 80, 'S'))).toBe(NF_STOLEN);
    expect(conntracks(director)).toHaveLength(1);
    expect(director.ipvs.conn_count).toBe(2);
  });

  it('keeps an entry that controls others while its conntrack is old', () => {
    const director = new Director({ conntrack: true });
    director.run(`ipvsadm -A -t ${VIP}:21 -s rr
ipvsadm -a -t ${VIP}:21 -r 192.168.1.10:21 -m`);
    const control = (flags: string, payload?: string): Verdict =>
      director.packet(CLIENT, VIP, tcp(4000, 21, flags, payload));
    const server = (flags: string): Verdict =>
      director.packet('192.168.1.10', CLIENT, tcp(21, 4000, flags), {}, NF_INET_FORWARD);
    control('S');
    server('SA');
    control('A');
    control('PA', 'PORT 172,16,0,1,200,10\r\n');
    control('FA');
    server('FA');
    const entry = entryOf(director);
    expect([entry?.n_control, entry?.state]).toEqual([1, 5]);
    expect(control('S')).toBe(NF_STOLEN);
    expect(entryOf(director)).toBe(entry);
  });

  it('is left to the host where the packet begins no connection', () => {
    const director = web('m', ['conntrack=1']);
    expect(fromClient(director, 'A')).toBe(NF_ACCEPT);
    const [ct] = conntracks(director);
    expect(ct.timeout - director.ipvs.jiffies).toBe(300 * 100);
    director.packet(VIP, CLIENT, tcp(80, 4000, 'R'), {}, NF_INET_LOCAL_OUT);
    expect(conntracks(director)).toEqual([]);
  });
});

describe('vs/conntrack 0 where other rules track', () => {
  it('leaves no conntrack of what IPVS sends, and confirms what goes to the host', () => {
    const director = web('m', []);
    openAndClose(director);
    expect(conntracks(director)).toEqual([]);
    expect(director.packet(CLIENT, VIP, tcp(4001, 22, 'S'))).toBe(NF_ACCEPT);
    expect(conntracks(director)).toHaveLength(1);
  });

  it('says that there is none when an entry with NFCT has none', () => {
    const director = web('m', ['conntrack=1'], false);
    fromClient(director, 'S');
    director.lines.length = 0;
    director.wait(70);
    expect(conntrackLines(director)[1]).toBe(
      `ip_vs_conn_drop_conntrack: no conntrack for tuple=${CLIENT}:4000->${VIP}:80/6`,
    );
  });
});

describe('UDP', () => {
  it('is unreplied for 30 s, then a stream', () => {
    const director = new Director({ conntrack: true });
    director.run('sysctl net.ipv4.vs.conntrack=1');
    director.run(`ipvsadm -A -u ${VIP}:53 -s rr\nipvsadm -a -u ${VIP}:53 -r 192.168.1.11:53 -m`);
    const left = (): number => (conntracks(director)[0].timeout - director.ipvs.jiffies) / 100;
    const reply = (): Verdict =>
      director.packet('192.168.1.11', CLIENT, udp(53, 4000, 'b'), {}, NF_INET_FORWARD);
    director.packet(CLIENT, VIP, udp(4000, 53, 'a'));
    expect(left()).toBe(30);
    reply();
    expect(conntracks(director)[0].status).toBe(CONFIRMED | IPS_SEEN_REPLY);
    director.wait(3);
    director.packet(CLIENT, VIP, udp(4000, 53, 'a'));
    expect(left()).toBe(120);
    expect(conntracks(director)[0].status).toBe(CONFIRMED | IPS_SEEN_REPLY | IPS_ASSURED);
    director.wait(121);
    director.packet(CLIENT, VIP, udp(4000, 53, 'a'));
    expect(conntracks(director)).toHaveLength(1);
    expect(conntracks(director)[0].status).toBe(CONFIRMED);
  });

  it('with -o leaves the conntrack of the packet as it was', () => {
    const director = new Director({ conntrack: true });
    director.run('sysctl net.ipv4.vs.conntrack=1');
    director.run(`ipvsadm -A -u ${VIP}:53 -s rr -o\nipvsadm -a -u ${VIP}:53 -r 192.168.1.11:53 -m`);
    director.packet(CLIENT, VIP, udp(4000, 53, 'a'));
    expect(conntrackLines(director)).toEqual([]);
    expect(conntracks(director)).toHaveLength(1);
  });
});

describe('vs/snat_reroute', () => {
  it.each([
    ['1', true],
    ['0', false],
  ])('%s', (value, looked_up) => {
    const director = web('m', [], false);
    director.run(`sysctl net.ipv4.vs.snat_reroute=${value}`);
    fromClient(director, 'S');
    const steps: string[] = [];
    const { probe } = director.ipvs;
    if (!probe) throw new Error('the director has no probe');
    const keep = (text: string): void => void steps.push(text);
    director.ipvs.probe = { ...probe, enter: keep, note: keep };
    expect(fromServer(director, 'SA')).toBe(NF_ACCEPT);
    expect(steps).toContain('ip_vs_route_me_harder');
    expect(steps.includes('ip_route_me_harder')).toBe(looked_up);
  });
});

describe('FTP through NAT', () => {
  function login(director: Director): void {
    const client = (flags: string, payload?: string): void => {
      director.packet(CLIENT, VIP, tcp(40001, 21, flags, payload));
    };
    director.run(`ipvsadm -A -t ${VIP}:21 -s rr\nipvsadm -a -t ${VIP}:21 -r 192.168.1.10:21 -m`);
    client('S');
    director.packet('192.168.1.10', CLIENT, tcp(21, 40001, 'SA'), {}, NF_INET_FORWARD);
    client('A');
    client('PA', 'PASV\r\n');
  }
  const answer = (director: Director): Verdict => {
    const text = '227 Entering Passive Mode (192,168,1,10,117,48).\r\n';
    return director.packet('192.168.1.10', CLIENT, tcp(21, 40001, 'PA', text), {}, NF_INET_FORWARD);
  };

  it('keeps tracking on by itself, expects the data connection, and tracks it', () => {
    const director = new Director();
    login(director);
    expect(answer(director)).toBe(NF_ACCEPT);
    expect(director.lines.map((line) => line.replace(/ct=[0-9a-f]+/, 'ct=?'))).toContain(
      `ip_vs_nfct_expect_related: ct=?, expect tuple=${CLIENT}:0->${VIP}:30000/6`,
    );
    director.packet(CLIENT, VIP, tcp(40005, 30000, 'S'));
    expect(conntrackLines(director)[1]).toBe(
      `ip_vs_update_conntrack: Updating conntrack ct=?, status=0x0, ctinfo=2, new reply=192.168.1.10:30000->${CLIENT}:40005/6`,
    );
    expect(conntracks(director)).toHaveLength(2);
  });

  it('loses the answer once when its packet has no conntrack', () => {
    const director = new Director();
    login(director);
    for (const list of director.ipvs.svc_table) for (const svc of list) svc.conntrack = false;
    expect(answer(director)).toBe(NF_STOLEN);
    expect(answer(director)).toBe(NF_ACCEPT);
  });
});
