import type { HashStep, HashView } from '../../../trace/table-views.ts';
import { tip } from '../../ui/index.ts';
import { changedBits } from './bits.ts';
import styles from './hash-rounds.module.css';

/** Every step of the hash: the bytes in memory, each assignment with the three registers, and what is done at the end. */
export function HashRounds({ hash }: { hash: HashView }) {
  return (
    <div className={styles.rounds} data-hash-rounds>
      <Input hash={hash} />
      {hash.functions.map((fn) => (
        <Rounds key={fn.name} fn={fn} />
      ))}
      <dl className={styles.end}>
        {hash.end.map(({ text, word }, at) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd className={at === hash.end.length - 1 ? styles.result : ''}>{word}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Input({ hash }: { hash: HashView }) {
  return (
    <table className={styles.steps}>
      <caption>
        What goes in: addresses and ports stand in memory in network order, and a little-endian processor
        reads words of four bytes backwards.
      </caption>
      <thead>
        <tr>
          <th scope="col">field</th>
          <th scope="col">value</th>
          <th scope="col">bytes in memory</th>
          <th scope="col">word</th>
        </tr>
      </thead>
      <tbody>
        {hash.input.map(({ name, value, bytes, words }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className={styles.wrap}>{value}</td>
            <td className={styles.wrap}>{bytes}</td>
            <td className={styles.wrap}>{words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const REGISTERS = ['a', 'b', 'c'] as const;
const hex = (word: number): string => word.toString(16).padStart(8, '0');

interface PlacedStep {
  step: HashStep;
  before: HashStep | null;
}

function Rounds({ fn }: { fn: HashView['functions'][number] }) {
  let before: HashStep | null = null;
  const blocks = fn.blocks.map((block) => ({
    name: block.name,
    steps: block.steps.map((step): PlacedStep => {
      const placed = { step, before };
      before = step;
      return placed;
    }),
  }));
  const total = fn.blocks.reduce((sum, block) => sum + block.steps.length, 0);
  return (
    <table className={styles.steps}>
      <caption>
        <code>{fn.name}</code> in {total} assignments. <code>rol</code> turns a word to the left.
      </caption>
      <thead>
        <tr>
          <th scope="col">assignment</th>
          {REGISTERS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">bits that change</th>
        </tr>
      </thead>
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rounds of one name follow each other and never move
        <tbody key={at}>
          <tr>
            <th scope="rowgroup" colSpan={5} className={styles.block}>
              {block.name}
            </th>
          </tr>
          {block.steps.map((placed) => (
            <Assignment key={placed.step.text} {...placed} />
          ))}
        </tbody>
      ))}
      <tfoot>
        <tr>
          <th scope="row">result</th>
          <td colSpan={4}>{fn.result}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Assignment({ step, before }: PlacedStep) {
  const was = before?.[step.to] ?? 0;
  return (
    <tr>
      <th scope="row">{step.text}</th>
      {REGISTERS.map((name) => (
        <td key={name} className={name === step.to ? styles.changed : ''}>
          {name === step.to && before ? (
            <span {...tip(`before ${hex(was)}`)}>{hex(step[name])}</span>
          ) : (
            hex(step[name])
          )}
        </td>
      ))}
      <td>
        <Bits before={was} after={step[step.to]} />
      </td>
    </tr>
  );
}

/** 32 marks, the highest bit at the left; those that changed are filled. */
function Bits({ before, after }: { before: number; after: number }) {
  const bits = changedBits(before, after);
  return (
    <span className={styles.bits}>
      <svg viewBox="0 0 128 8" width="128" height="8" aria-hidden="true">
        {bits.map((bit) => (
          <rect key={bit} x={(31 - bit) * 4} y="0" width="3" height="8" />
        ))}
      </svg>
      <span>{bits.length}</span>
    </span>
  );
}
