import { ENTRY_FIELDS } from '../../analysis/filter/entry-fields.ts';
import { LOG_FIELDS } from '../../analysis/filter/log-fields.ts';
import { PACKET_FIELDS } from '../../analysis/filter/packet-fields.ts';
import type { FieldInfo, FieldList } from '../../expression/catalogue.ts';
import styles from './overlays.module.css';

const OPERATORS: readonly (readonly [string, string])[] = [
  ['== != < <= > >=', 'also eq ne lt le gt ge; != holds when none of several values is equal'],
  ['contains "..."', 'a text has this in it, whatever the case of the letters'],
  ['in {80, 443, 1000..2000}', 'one of a set: values, ranges, prefixes; not in {...}'],
  ['& 0x12', 'one of these bits of a number is set'],
  ['&& || !', 'also and or not; round brackets group'],
  ['tcp.flags.syn', 'a field alone: it exists and is not false, 0 or empty'],
  ['172.16.0.0/16', 'an address equals a prefix when it lies in it'],
  ['192.168.1.12:80', 'a server or client equals an address, a prefix, or an address with a port'],
];

const EXAMPLES: readonly (readonly [string, string])[] = [
  [
    'ip.addr == 172.16.0.0/16 && tcp.flags.syn && ipvs.dest == 192.168.1.12',
    'SYNs of a network that one server got',
  ],
  ['ipvs.fn == ip_vs_conn_new', 'packets that came through a function'],
  ['ipvs.message contains "not hit"', 'packets that printed a line'],
  ['ipvs.trouble || ipvs.state == CLOSE', 'what was dropped or put aside, and entries that closed'],
  ['conn.template && conn.expires < 60', 'entries: templates that end within a minute'],
  ['log.fn == ip_vs_bind_dest && log.text contains ".12"', 'kernel log: bindings to a server'],
];

const LISTS: readonly (readonly [string, FieldList])[] = [
  ['Packets, timers and commands', PACKET_FIELDS],
  ['Entries of ip_vs_conn_tab', ENTRY_FIELDS],
  ['Lines of the kernel log', LOG_FIELDS],
];

/** The language of expressions; the fields are those that the filters themselves use. */
export function Filters() {
  return (
    <section className={styles.explained} id="help-filters" tabIndex={-1}>
      <h3>Filters: the language of expressions</h3>
      <p>
        The filters of packets, entries and the kernel log take expressions as Wireshark writes them, with its
        names for what stands in a packet. Plain words still work: a text without a field or a comparison is
        looked for as words, all of which must occur. Completion opens while you write, with Ctrl and Space,
        and with the question mark in the field; Arrow up in the empty field shows what you wrote before.
      </p>
      <Rows title="Operators" rows={OPERATORS} />
      <Rows title="Examples" rows={EXAMPLES} />
      {LISTS.map(([title, list]) => (
        <details key={title} className={styles.fields}>
          <summary>
            {title}: {list.fields.length} fields
          </summary>
          <dl>
            {list.fields.map((field) => (
              <div key={field.name}>
                <dt>
                  <code>{field.name}</code>
                </dt>
                <dd>
                  {field.about}
                  <small>{typeOf(field)}</small>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </section>
  );
}

function typeOf({ type, names }: FieldInfo): string {
  if (!names) return type;
  return names.length > 8
    ? `one of ${names.slice(0, 6).join(', ')} and others`
    : `one of ${names.join(', ')}`;
}

function Rows({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <>
      <h4 className={styles.sub}>{title}</h4>
      <dl className={styles.language}>
        {rows.map(([text, about]) => (
          <div key={text}>
            <dt>
              <code>{text}</code>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
