import type { CSSProperties } from 'react';
import styles from './overlays.module.css';

const VIEWS: readonly (readonly [string, string])[] = [
  [
    'Path',
    "The packets at the left; for the chosen one the functions of IPVS that ran, in their order, with what they compared and wrote; at the right the kernel's objects as they are at this step.",
  ],
  [
    'Flow',
    'The flowchart of the kernel: a lane for each function, with the way of the event lit and what it had at each decision. Numbers count events; a click on a node or an outcome lists them ({ and } go from one to the next). G shows how many went each way, g the whole chart, arrows walk the way. File names lead to the source.',
  ],
  [
    'Table',
    "ip_vs_conn_tab: a cell for each bucket, or the entries as a list. Cells show chain lengths, states, ages, templates, real servers or what the event touched (u, U); a client or server is marked by choosing it anywhere (H marks the event's server); the wheel, + and - zoom. At the right how an address becomes a bucket, to the last step of the hash; the searches of the event and the chain they walk; and whether the hash is fair.",
  ],
  [
    'Templates',
    'Persistence: each template, the entries that it controls, how long it lives, who armed it last and what keeps it; below the life of the chosen one. y shows the life of any entry, of its client and of its real server beside every view, j and J walk along it, q asks why an event did not end otherwise.',
  ],
  [
    'Timers',
    'Every timer that is armed, the next to fire first, where it stands in the wheel, why the wheel runs it later than it asked, and what becomes of it. Enter goes there.',
  ],
  ['Services', 'What ipvsadm -Ln would print at this moment, and connections per real server over the run.'],
  [
    'Findings',
    'What is wrong in the case, worst first: the sentence, the mechanism in the kernel, the proof over time with every moment, and the commands that mend it. Below the list stands what was looked for and is not there. What if replays the same packets under other rules: presets or changes of your own (A), side by side with clients split, balance and losses; each can be put beside the case and stepped through.',
  ],
  [
    'Evidence',
    'What was pasted, part by part: which listing gives the rules, which one fills the table at the start, and which are held against the model at their time, with every entry that differs.',
  ],
  [
    'Compare',
    'Two kernels message by message: the log beside the model, another kernel or other files beside the case. Where they part, the functions and the decision are named; [ and ] lead from one difference to the next.',
  ],
  [
    'Differences',
    'Two moments side by side: A, which a marks in any view, and B, which is the cursor. What was added, what is gone and what changed is listed field by field, each with the event that changed it, or as the lines of ipvsadm; = swaps the two. A may also be a moment of the other side.',
  ],
];

/** One sentence or two for each view. */
export function Views() {
  return (
    <section className={styles.explained}>
      <h3>What am I looking at</h3>
      <dl>
        {VIEWS.map(([name, about]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const filled = (color: string): CSSProperties => ({ background: color });
const outlined = (color: string): CSSProperties => ({ boxShadow: `inset 0 0 0 1.5px ${color}` });

const COLOURS: readonly (readonly [CSSProperties, string, string])[] = [
  [filled('var(--now-mark)'), 'now', 'where the cursor is, and what this step changed'],
  [filled('var(--ink-1)'), 'entry', 'one connection'],
  [filled('var(--tpl-mark)'), 'template', 'what ties a client to a real server; its port is 0'],
  [filled('var(--bad-mark)'), 'trouble', 'dropped, put aside, or not as the capture shows it'],
  [outlined('var(--st-mark)'), 'opening', 'SYN_RECV, SYN_SENT, SYNACK'],
  [filled('var(--st-mark)'), 'active', 'ESTABLISHED, UDP'],
  [filled('var(--st-dim)'), 'inactive', 'FIN_WAIT, CLOSE_WAIT, LAST_ACK; half high: TIME_WAIT'],
  [outlined('var(--ink-3)'), 'over', 'CLOSE, LISTEN; a dashed line: NONE'],
];

/** What each colour means; the same words stand where it is used. */
export function Colours() {
  return (
    <section className={styles.explained}>
      <h3>Colours</h3>
      <dl>
        {COLOURS.map(([style, name, about]) => (
          <div key={name}>
            <dt>
              <i className={styles.patch} style={style} />
              {name}
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
      <p>
        Real servers have colours of their own, always with the end of their address. Lines that are dimmed
        lie ahead: the model knows the whole run, but at the cursor they have not happened yet.
      </p>
    </section>
  );
}

/** What leaves the page, and what does not. */
export function Sharing() {
  return (
    <section className={styles.explained}>
      <h3>Sharing</h3>
      <p>
        <b>Share</b> (O) makes a link that holds the whole case and this moment. It is all in the part of the
        address behind <code>#</code>, which browsers send to no server. Addresses, names and dates are
        replaced unless you say otherwise: addresses that are equal, share a network that a rule or{' '}
        <code>-M</code> tells apart, or are hashed to the same server stay so. Both cases are replayed and
        compared, decision by decision; the table of what was replaced by what stays with you. Ports of
        services, lengths and distances in time stay readable.
      </p>
      <p>
        A link that was made with another version of the model says where this one decides otherwise. The
        dialog also saves files for Wireshark, <code>ipvsadm</code>, a shell on a real host, spreadsheets and
        bug reports; the menu of a panel saves it as a picture.
      </p>
    </section>
  );
}

/** What can be relied on and what cannot. */
export function Modelled() {
  return (
    <section className={styles.explained}>
      <h3>What is modelled</h3>
      <p>
        IPVS of Linux 6.12 (profile <code>linux-6.12</code>) and of 2.6.32 (<code>linux-2.6.32</code>, for
        cases that name it): the connection table and its hash, persistence templates, the schedulers, the
        state tables of TCP, UDP and SCTP, forwarding by NAT, tunnel and direct routing, ICMP, the FTP helper,
        SIP persistence, the defence modes, the timer wheel, and the messages of the kernel log. Both are
        checked line by line against recorded kernels. A capture without a kernel named is played on 6.12.
      </p>
      <p>
        Connection tracking of 6.12 is modelled as far as IPVS meets it. It is active with a masqueraded FTP
        service, or when the kernel line of the case says <code>conntrack=on</code>: other rules of the host
        (NAT, <code>ct state</code>) keep it so. With <code>vs/conntrack</code> 1 connections then have
        conntracks, and a SYN that should go to another server may be dropped once because of an old one. With{' '}
        <code>vs/conntrack</code> 0 packets are made untracked. <code>vs/snat_reroute</code> is shown where
        the kernel looks the route of a reply up again; the way of the packet does not change by it.
      </p>
      <p>
        A kernel log is not modelled but followed: as the observed kernel the window shows what its lines
        tell. Lengths, counters, what a scheduler holds inside, and how long a template has left are not in a
        log and are shown as unknown; TCP flags that are worked out stand in parentheses. The model can be
        switched to at the same moment; without a capture it is fed with the packets that the log tells of.
      </p>
      <p>
        A capture can be cut to a time, to clients or to services (<b>Cut the capture</b> in the palette):
        only the packets that are kept are played, and the cut is named among the assumptions. Connections
        that began before the cut are met in their middle, and what was cut away loads no real server.
      </p>
      <p>
        A run of more than 250,000 inputs is shown while the model still plays it, as far as it is; the status
        line says how far that is, and W makes it wait.
      </p>
      <p>
        Of a run of more than 250,000 inputs events, entries, states and templates are indexed, single steps
        are not. An event still shows all its steps when it is visited, and a run to a stop finds the next
        one; hits of stops, ways through the flowchart and lines of the log are not counted over the whole
        run, filters cannot ask for functions or messages, and where a field was set before and when the
        timers of entries were armed is not known.
      </p>
      <p>
        Not modelled: locks and several CPUs, the rest of the network stack (routing, netfilter rules but
        firewall marks, translation by others than IPVS), and what was not captured. What a client would have
        sent after another answer is not known. Without the seed of the real table, buckets differ from those
        of the real kernel; choices and states do not. <b>Find the real buckets</b> in the Table view finds
        that seed from <code>/proc/net/ip_vs_conn</code> or <code>ipvsadm -Lnc</code>, which list connections
        bucket by bucket: some 18 connections are enough.
      </p>
    </section>
  );
}
