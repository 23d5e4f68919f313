import type { ReactNode } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { WatchedObject } from '../../../trace/stops/stop.ts';
import type { FieldView, ObjectView } from '../../../trace/views.ts';
import { Icon, MenuButton, type MenuItem, tip } from '../../ui/index.ts';
import styles from './inspector.module.css';

/** Rows that show two fields, or more than a field: what is meant by them. */
const MEANT: Readonly<Record<string, string>> = {
  'caddr:cport': 'caddr',
  'vaddr:vport': 'vaddr',
  'daddr:dport': 'daddr',
  'addr:port': 'addr',
  service: 'addr',
  original: 'original.src',
  reply: 'reply.src',
};

/** Objects whose fields the kernel writes; the others are of one packet. */
const WRITTEN: Readonly<Record<string, WatchedObject>> = {
  'struct ip_vs_conn': 'cp',
  'struct ip_vs_dest': 'dest',
  'struct ip_vs_service': 'svc',
  'struct nf_conn': 'nf_ct',
};

/** What the kernel would call this object: templates are `ct` whichever name they have here. */
function watchedName({ struct, template }: ObjectView): WatchedObject | null {
  return template ? 'ct' : (WRITTEN[struct] ?? null);
}

/** The name of a field; it opens what can be asked of the field. */
export function FieldName({ object, field }: { object: ObjectView; field: FieldView }) {
  const items = useFieldMenu(object, field.name);
  if (field.name.startsWith('(')) return <span className={styles.name}>{field.name}</span>;
  return (
    <ItemButton className={styles.name} label={`${field.name} of ${object.name}`} items={items}>
      {field.name}
      <Watched object={object} field={field.name} />
    </ItemButton>
  );
}

/** The place of an entry in its chain, with the same questions: when did it come there, when will it leave? */
export function Place({ object }: { object: ObjectView }) {
  const items = useFieldMenu(object, 'c_list').filter(({ label }) => !label.startsWith('Watch'));
  return (
    <ItemButton className={styles.place} label={`c_list of ${object.name}, ${object.place}`} items={items}>
      {object.place}
    </ItemButton>
  );
}

const lastWord = (text: string): string => text.split(' ').at(-1) ?? '';

/** The end by which an object is called in the text of a stop: its first field shows it. */
function endOf({ fields }: ObjectView): string {
  return lastWord((fields[0]?.value ?? '').split(' -> ')[0]);
}

function useIsWatched(object: ObjectView, field: string): boolean {
  const name = watchedName(object);
  const end = endOf(object);
  return useApp((state) =>
    state.breakpoints.some(
      ({ stop: { what } }) =>
        what.kind === 'write' &&
        what.object === name &&
        what.field === field &&
        (what.of === null || lastWord(what.of.label) === end),
    ),
  );
}

/** A watched field has the disc of a breakpoint. */
function Watched({ object, field }: { object: ObjectView; field: string }) {
  const isWatched = useIsWatched(object, MEANT[field] ?? field);
  if (!isWatched) return null;
  return (
    <>
      <Icon name="disc" size={11} className={styles.watched} />
      <span className="visually-hidden">, watched</span>
    </>
  );
}

function useFieldMenu(object: ObjectView, name: string): MenuItem[] {
  const goToFieldChange = useApp((state) => state.goToFieldChange);
  const watchField = useApp((state) => state.watchField);
  const addWatch = useApp((state) => state.addWatch);
  const openStops = useApp((state) => state.openStops);
  const field = MEANT[name] ?? name;
  const checked = useIsWatched(object, field);
  const watched = watchedName(object);
  const expression = `${object.name}.${field}`;
  const watch: MenuItem = {
    id: 'watch',
    label: `Watch ${expression}`,
    onSelect: () => {
      openStops(true);
      void addWatch(expression);
    },
  };
  if (!watched) return [watch];
  const written = name === 'reply' ? name : field;
  return [
    {
      id: 'previous',
      label: 'Previous change',
      onSelect: () => void goToFieldChange(object.id, written, -1),
    },
    { id: 'next', label: 'Next change', onSelect: () => void goToFieldChange(object.id, written, 1) },
    {
      id: 'stop',
      label: checked ? 'Stop no more when it is written' : 'Stop when it is written',
      onSelect: () => {
        openStops(true);
        void watchField({ object: object.id, field: written }, watched);
      },
    },
    watch,
  ];
}

interface ItemButtonProps {
  className: string;
  label: string;
  items: readonly MenuItem[];
  children: ReactNode;
}

function ItemButton({ className, label, items, children }: ItemButtonProps) {
  return (
    <MenuButton
      name={label}
      className={`${styles.ask} ${className}`}
      items={() => items}
      align="left"
      tip={tip('Changes, stop when written, watch')}
    >
      {children}
    </MenuButton>
  );
}
