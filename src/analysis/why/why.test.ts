import { expect, it } from 'vitest';
import { recordedProgram } from '../../testing/recorded.ts';
import { Trace } from '../../trace/trace.ts';
import { plainText } from '../phrases.ts';
import { Servers } from '../servers.ts';
import { whyContext } from './context.ts';
import { whyAnswers } from './questions.ts';
import { whyPhrases } from './why.ts';

/** Sentences about recorded runs, as a reader who knows IPVS would check them. */
const played = new Map<string, Trace>();

function context(run: string, event: number) {
  const trace = played.get(run) ?? new Trace(recordedProgram(run));
  if (!trace.complete) trace.play();
  played.set(run, trace);
  return whyContext(trace, new Servers(trace.program), event);
}

const why = (run: string, event: number): string => plainText(whyPhrases(context(run, event)));

const whyNot = (run: string, event: number): string[] =>
  whyAnswers(context(run, event)).map(({ question, answer }) => `${question} ${plainText(answer)}`);

it('says why: scheduled by wlc, on a tie', () => {
  expect(why('002-dr-wlc-session-loss', 0)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.12 because wlc takes the least overhead for its weight (256 for each active connection, 1 for each): .12 0, .11 0, .10 0, the first of its list on a tie."`,
  );
});

it('says why: session loss: the connection before went elsewhere', () => {
  expect(why('002-dr-wlc-session-loss', 8)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.11 because wlc takes the least overhead for its weight (256 for each active connection, 1 for each): .12 1, .11 0, .10 0, the first of its list on a tie. The connection before went to 192.168.1.12 (packet 1). The service is not persistent, so nothing ties the client to it."`,
  );
});

it('says why: a template decides, and what would have been without it', () => {
  expect(why('003-dr-wlc-persistent-360', 8)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.12 because template 172.16.0.1:0 → 10.0.0.100:80 points there. Packet 1 made it 3.000 s ago, and 374.92 s were left on it. Without it wlc would now choose 192.168.1.11: overheads .12 1, .11 0, .10 0."`,
  );
});

it('says why: an entry is found, its state changes', () => {
  expect(why('003-dr-wlc-persistent-360', 6)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.12 because the client has entry 172.16.0.1:41000 → 10.0.0.100:80. Packet 1 made it 0.680 s ago. Its state went ESTABLISHED → FIN_WAIT. The timer was set to 120 s from now."`,
  );
});

it('says why: a timer fires late and the template is held', () => {
  expect(why('006-template-held-by-connection', 9)).toMatchInlineSnapshot(
    `"The timer of template 172.16.0.1:0 → 10.0.0.100:80 fired. Packet 1 armed it for 20 s: it asked 24.00, and the wheel runs slots of 0.64 s that far ahead, so it fired at 24.16, 0.16 s late. ip_vs_conn_expire found n_control 1: 1 entry alive and controlled by it (172.16.0.1:40001). So the kernel printed delayed and armed it for another 60 s."`,
  );
});

it('says why: a timer fires and releases the entry', () => {
  expect(why('006-template-held-by-connection', 14)).toMatchInlineSnapshot(
    `"The timer of entry 172.16.0.1:40001 → 10.0.0.100:80 fired. Packet 10 armed it for 10 s: it asked 214.18, and the wheel runs slots of 0.64 s that far ahead, so it fired at 214.24, 0.06 s late. Nothing held it any more (n_control 0), so it was released in CLOSE. Its template 172.16.0.1:0 controls nothing any more."`,
  );
});

it('says why: the last expiry releases the template', () => {
  expect(why('006-template-held-by-connection', 15)).toMatchInlineSnapshot(
    `"The timer of template 172.16.0.1:0 → 10.0.0.100:80 fired. Its expiry before armed it for 60 s: it asked 267.84, and the wheel runs slots of 5.12 s that far ahead, so it fired at 269.28, 1.44 s late. Nothing held it any more (n_control 0), so it was released."`,
  );
});

it("says why: a client's network has one template", () => {
  expect(why('007-persistence-netmask', 18)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.12 because template 172.16.0.0:0 → 10.0.0.100:80 points there. Packet 1 made it 3.000 s ago, and 298.12 s were left on it. It holds for the whole network of the client, mask 255.255.255.0. Without it rr would now choose the same."`,
  );
});

it('says why: a firewall mark has one template', () => {
  expect(why('009-fwmark-persistent', 18)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.11 because template 172.16.0.1:0 → 0.0.0.1:0 points there. Packet 1 made it 3.000 s ago, and 298.12 s were left on it. It holds for all packets with firewall mark 1. Without it wlc would now choose the same: overheads .11 514, .10 257."`,
  );
});

it('says why: a weight is edited to 0', () => {
  expect(why('011-quiescent-template-1', 7)).toMatchInlineSnapshot(
    `"Edited real server 192.168.1.11: weight 1 → 0. 1 entry and 1 template still point to it. Live connections keep it, and expire_quiescent_template is set: a template that points there is put aside when it is next asked."`,
  );
});

it('says why: a template is put aside', () => {
  expect(why('011-quiescent-template-1', 9)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.10 because rr takes the next server in turn. The template of this client was put aside: its server may not be used (weight 0 with expire_quiescent_template). It stays in the table under 172.16.0.1:0 → 10.0.0.100:65535, where no lookup finds it, until its timer ends."`,
  );
});

it('says why: a server is removed', () => {
  expect(why('012-removed-dest-nodest-0', 9)).toMatchInlineSnapshot(
    `"Removed real server 192.168.1.11: it waits in the trash. 1 entry and 1 template still point to it: expire_nodest_conn is 0, so they stay until their timers end, and their packets are dropped."`,
  );
});

it('says why: the entry of a removed server drops its packets', () => {
  expect(why('012-removed-dest-nodest-0', 10)).toMatchInlineSnapshot(
    `"Dropped: the real server of its entry was removed and expire_nodest_conn is 0, so the entry stays and its packets go nowhere."`,
  );
});

it('says why: an entry in TIME_WAIT gives way', () => {
  expect(why('013-port-reuse-mode-1', 12)).toMatchInlineSnapshot(
    `"The old entry in TIME_WAIT gave way to this SYN (conn_reuse_mode 1). Sent to 192.168.1.11 because rr takes the next server in turn. The connection before went to 192.168.1.12 (packet 1). The service is not persistent, so nothing ties the client to it."`,
  );
});

it('says why: an entry told to expire at once', () => {
  expect(why('013-port-reuse-mode-1', 13)).toMatchInlineSnapshot(
    `"The timer of entry 172.16.0.1:40001 → 10.0.0.100:80 fired. Packet 13 told it to expire with the next jiffy. Nothing held it any more (n_control 0), so it was released in TIME_WAIT."`,
  );
});

it('says why: one packet only', () => {
  expect(why('015-udp-one-packet', 0)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.12 because rr takes the next server in turn. One-packet scheduling (-o): the entry is released with this packet, so the next one is scheduled anew."`,
  );
});

it('says why: drop_packet', () => {
  expect(why('0231-drop-packet-always', 2)).toMatchInlineSnapshot(
    `"Dropped by drop_packet = 3, the defence against floods: one of every 3 packets that would begin a connection goes, without a word to the client. Nothing was scheduled."`,
  );
});

it('says why: the table of secure_tcp', () => {
  expect(why('0232-secure-tcp', 4)).toMatchInlineSnapshot(
    `"A reply from 192.168.1.10 that belongs to entry 172.16.0.1:40001 → 10.0.0.100:80. Packet 1 made it 0.020 s ago. Its state went SYN_RECV → SYNACK, by the table of secure_tcp. The timer was set to 120 s from now."`,
  );
});

it('says why: no server can take it', () => {
  expect(why('0233-no-destination', 0)).toMatchInlineSnapshot(
    `"Dropped: no real server of the service can take a new connection (192.168.1.11 weight 0, 192.168.1.10 weight 0). The client gets an ICMP port unreachable."`,
  );
});

it('says why: an ICMP error from a client', () => {
  expect(why('0240-icmp-errors-nat', 9)).toMatchInlineSnapshot(
    `"An ICMP error (type 3, code 4) about a packet from 10.0.0.100 to 172.16.0.1. The packet inside belongs to entry 172.16.0.1:40001 → 10.0.0.100:80, so the error follows it to 192.168.1.10, translated like its packets. State and timer stay as they are. Packet 1 made it 1.000 s ago."`,
  );
});

it('says why: a packet that does not fit the tunnel', () => {
  expect(why('0241-tunnel', 6)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.11 because the client has entry 172.16.0.1:40001 → 10.0.0.100:80. Packet 1 made it 1.000 s ago. The timer was set to 900 s from now. But it was dropped on its way out: it is longer than the MTU of the route and may not be fragmented. Its sender gets an ICMP fragmentation needed."`,
  );
});

it('says why: FTP data is expected', () => {
  expect(why('0261-ftp-nat-active', 3)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.10 because the client has entry 172.16.0.1:40001 → 10.0.0.100:21. Packet 1 made it 0.300 s ago. The timer was set to 900 s from now. The FTP helper read the address of a data connection in it and made entry 172.16.0.1:51210 → 10.0.0.100:20, so that the connection goes to the same server."`,
  );
});

it('says why: a service is edited', () => {
  expect(why('0281-service-edited', 6)).toMatchInlineSnapshot(
    `"Edited the service TCP 10.0.0.100:80: scheduler rr → wrr, timeout 0 s → 50 s. Entries and templates that exist keep their servers and timeouts; the change holds for new connections."`,
  );
});

it('says why: a service is removed', () => {
  expect(why('0281-service-edited', 20)).toMatchInlineSnapshot(
    `"Removed the service, with 2 real servers. 3 entries and 1 template stay in the table until their timers end: removing a service touches no connection."`,
  );
});

it('says why: a SIP dialogue has one template', () => {
  expect(why('0283-sip-persistence', 2)).toMatchInlineSnapshot(
    `"Sent to 192.168.1.11 because template 172.16.0.1:0 → 10.0.0.100:5060 points there. Packet 1 made it 2.000 s ago, and 299.12 s were left on it. It was found by the sip key call-a@x. Without it rr would now choose the same. One-packet scheduling (-o): the entry is released with this packet, so the next one is scheduled anew."`,
  );
});

it('says why: a ping is no business of IPVS', () => {
  expect(why('0284-schedule-icmp-ping', 0)).toMatchInlineSnapshot(
    `"ICMP type 8 is no error about another packet, so it belongs to no connection. It passes."`,
  );
});

it('says why not: a tie, and who won it', () => {
  expect(whyNot('002-dr-wlc-session-loss', 8)).toMatchInlineSnapshot(`
    [
      "Why not 192.168.1.12? Its overhead is 1, that of the chosen one 0. loh * dw > doh * lw: first, overhead 1, it led for a moment.",
      "Why not 192.168.1.10? A tie: overhead 0, and 0 of the chosen one. The earlier in the list wins. loh * dw > doh * lw: 0 * 1 > 0 * 1.",
      "Why was no template made? The service TCP 10.0.0.100:80 is not persistent (ipvsadm -p): its connections are scheduled one by one.",
      "Why not 192.168.1.12, where the client was before? That was 172.16.0.1:41000. Without persistence nothing remembers it; ipvsadm -p makes a template that does.",
    ]
  `);
});

it('says why not: a template decided', () => {
  expect(whyNot('003-dr-wlc-persistent-360', 8)).toMatchInlineSnapshot(`
    [
      "Why was the scheduler not asked? Template 172.16.0.1:0 → 10.0.0.100:80 was found and its server 192.168.1.12 may be used (checked), so its server is taken as it is, whatever the load.",
    ]
  `);
});

it('says why not: no weight', () => {
  expect(whyNot('0233-no-destination', 0)).toMatchInlineSnapshot(`
    [
      "Why not 192.168.1.11? Its weight is 0: it gets no new connection. usable: weight 0.",
      "Why not 192.168.1.10? Its weight is 0: it gets no new connection. usable: weight 0.",
    ]
  `);
});

it('says why not: a SYN on an old entry', () => {
  expect(whyNot('013-port-reuse-mode-0', 12)).toMatchInlineSnapshot(`
    [
      "Why were rules and templates not asked? An entry with all its addresses and ports was found. Services, templates and the scheduler are asked only when there is none, or when it gives way.",
      "Why was this SYN not scheduled anew? Its port has entry 172.16.0.1:40001 → 10.0.0.100:80, and conn_reuse_mode is 0, so the packet belongs to that.",
    ]
  `);
});

it('says why not: a timer that is held', () => {
  expect(whyNot('006-template-held-by-connection', 9)).toMatchInlineSnapshot(`
    [
      "Why not at the moment that was asked for? The wheel has slots of 0.64 s on the level for so long a time, and a slot runs when it is over: 24.00 lies in the slot that runs at 24.16. A timer is never moved to a finer level, so it is late and never early.",
      "Why was the template not released? Only what controls nothing and is used by nobody is released. n_control is 1, so it comes back in 60 s, as often as it takes.",
    ]
  `);
});

it('says why not: a command', () => {
  expect(whyNot('011-quiescent-template-1', 7)).toMatchInlineSnapshot(`
    [
      "Why do live connections not move? An entry keeps the real server that it was made with (cp->dest). Rules are only asked when a new connection is scheduled.",
    ]
  `);
});

it('leads from facts to where they were made', () => {
  const links = whyPhrases(context('003-dr-wlc-persistent-360', 8)).filter(({ kind }) => kind === 'link');
  expect(links).toEqual([{ kind: 'link', text: 'Packet 1', to: { event: 0, step: expect.any(Number) } }]);
  const timer = whyPhrases(context('006-template-held-by-connection', 9)).filter(
    ({ kind }) => kind === 'link',
  );
  expect(timer.map((phrase) => 'text' in phrase && phrase.text)).toEqual([
    'Packet 1',
    'ip_vs_conn_expire',
    'n_control 1',
    '172.16.0.1:40001',
  ]);
});
