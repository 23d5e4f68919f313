import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FieldView, ObjectView } from '../../../trace/views.ts';
import { counted, ServerSwatch, tip } from '../../ui/index.ts';
import { FieldName } from './field-name.tsx';
import styles from './inspector.module.css';

/** A long list of flag names goes on a line of its own. */
const INLINE_GLOSS = 14;

export function Fields({ object }: { object: ObjectView }) {
  const [unfolded, setUnfolded] = useState(false);
  const unset = object.fields.filter((field) => field.unset);
  const shown = unfolded ? object.fields : object.fields.filter((field) => !field.unset);
  return (
    <div className={styles.fields}>
      {shown.map((field) => (
        <Field key={field.name} object={object} field={field} />
      ))}
      {unset.length > 0 ? (
        <div className={styles.fold}>
          <button
            type="button"
            className="plain-link"
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
            {...tip(unset.map((field) => field.name).join(', '))}
          >
            {unfolded ? `Fold ${counted(unset.length, 'unset field')}` : `${unset.length} unset`}
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Field({ object, field }: { object: ObjectView; field: FieldView }) {
  const go = useApp((state) => state.go);
  const changed = field.old !== null;
  const inline = field.gloss.length <= INLINE_GLOSS;
  const next = field.next ? `\u2192 ${field.next.value} at ${field.next.step}` : '';
  return (
    <div className={`${styles.field} ${changed ? styles.changed : ''}`} data-field={field.name}>
      <FieldName object={object} field={field} />
      <span className={styles.value} {...tip(`${field.name} ${field.value} ${field.gloss} ${next}`.trim())}>
        <Value field={field} />
        {field.gloss && inline ? <span className={styles.gloss}> {field.gloss}</span> : null}
      </span>
      <span className={styles.next}>{next}</span>
      <span className={styles.setBy}>
        {field.setBy ? (
          <button
            type="button"
            className={styles.goto}
            onClick={() => field.setBy && go(field.setBy)}
            aria-label={`${field.name} was set by ${field.setByLabel}, go there`}
          >
            {field.setByLabel}
          </button>
        ) : (
          field.setByLabel
        )}
      </span>
      {field.gloss && !inline ? (
        <span className={styles.below}>{field.gloss.split(/[\s|]+/).join(' | ')}</span>
      ) : null}
    </div>
  );
}

function Value({ field }: { field: FieldView }) {
  if (field.old !== null)
    return (
      <>
        {field.old} {'\u2192'} <strong>{field.value}</strong>
      </>
    );
  if (field.object) return <Pointer id={field.object} text={field.value} />;
  if (field.server)
    return (
      <>
        <ServerSwatchInline field={field} />
        {field.value}
      </>
    );
  const port = /^(.*)(:0)$/.exec(field.value);
  if (port && field.name.startsWith('caddr'))
    return (
      <>
        {port[1]}
        <span className={styles.tpl}>{port[2]}</span>
      </>
    );
  return field.value;
}

function ServerSwatchInline({ field }: { field: FieldView }) {
  if (!field.server) return null;
  return (
    <span style={{ display: 'inline-flex', marginRight: 5, verticalAlign: '-1px' }}>
      <ServerSwatch server={field.server} />
    </span>
  );
}

/** Opens the tab of the object that is pointed at, when it is in scope. */
function Pointer({ id, text }: { id: string; text: string }) {
  const target = useApp((state) => state.moment?.objects.find((object) => object.id === id)?.name ?? null);
  const select = useApp((state) => state.selectObjectTab);
  const [, struct, rest] = /^(ip_vs_\w+ )(.+)$/.exec(text) ?? ['', '', text];
  const name = (
    <>
      {struct ? <span className={styles.struct}>{struct}</span> : null}
      {rest}
    </>
  );
  if (!target) return name;
  return (
    <button type="button" className={styles.pointer} onClick={() => select(target)}>
      {name}
    </button>
  );
}
