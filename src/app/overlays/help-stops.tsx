import styles from './overlays.module.css';

const STOPS: readonly (readonly [string, string])[] = [
  ['ip_vs_conn_new if pkt.src == 172.16.0.1', 'calls of a function, for one client'],
  ['branch ip_vs_schedule "svc->flags & ..." true', 'a decision, one way or either; completion lists them'],
  ['message "not hit" level 9', 'lines of the kernel log, by their words, their name or their debug_level'],
  ['state FIN_WAIT -> TIME_WAIT tcp', 'entries that change their state; * is any'],
  ['NF_DROP', 'packets with this verdict'],
  ['client 172.16.0.0/16, server 192.168.1.12, address ...', 'events of an address or prefix'],
  ['event timer', 'packets, timers, commands or notes'],
  ['write dest.weight of 192.168.1.12:80 if dest.weight == 0', 'a watchpoint: a field gets a value'],
  ['bucket == 0x3a7', 'a condition alone: where it becomes true'],
  ['... hit 10, hit 10+, hit %10', 'at the 10th hit of the run, from it on, at every 10th'],
  ['... as "name" off', 'its own name; turned off'],
];

const FIELDS: readonly (readonly [string, string])[] = [
  ['pkt.src, pkt.dport, pkt.tcp.syn, pkt.hook', 'the packet of the event'],
  [
    'cp. ct. svc. dest. nf_ct. iph. param.',
    "the kernel's objects under the names that its functions have for them, with the kernel's fields: cp.state, ct.n_control, cp.dest.weight",
  ],
  ['bucket, chain.length, conn_count', 'the connection table'],
  ['time, jiffies, event, step, fn, verdict', 'where one is'],
  ['sysctl.conn_reuse_mode', 'settings under net.ipv4.vs'],
];

/** How to stop, to watch and to mark. */
export function StopsHelp() {
  return (
    <section className={styles.explained} id="help-stops" tabIndex={-1}>
      <h3>Stops, watches and bookmarks</h3>
      <p>
        A breakpoint says where a run stops; it runs forwards and backwards alike, and lands on the step. The
        run is known as a whole, so hits are counted over all of it. A condition of a call is decided as soon
        as all that it reads is in scope. The name of a field in the inspector leads to its previous and its
        next change, stops at its writes, or watches it; a right click on a step, a packet or a line of the
        log runs to it. Breakpoints, watches and bookmarks are saved with the case.
      </p>
      <Rows title="Where to stop" rows={STOPS} />
      <Rows title="What conditions and watches read" rows={FIELDS} />
    </section>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <>
      <h4 className={styles.sub}>{title}</h4>
      <dl className={styles.language}>
        {rows.map(([code, about]) => (
          <div key={code}>
            <dt>
              <code>{code}</code>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
