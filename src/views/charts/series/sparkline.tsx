import { useEffect } from 'react';
import { useApp, useNow } from '../../../store/use-app.ts';
import type { ServerRef } from '../../../trace/views.ts';
import { count, tip } from '../../ui/index.ts';
import styles from './series.module.css';

const WIDTH = 84;
const HEIGHT = 16;

/** Connections of a server over the whole case, with the cursor. */
export function ServerSparkline({ server }: { server: ServerRef }) {
  const sparks = useApp((state) => state.sparks);
  const needSparks = useApp((state) => state.needSparks);
  const info = useApp((state) => state.info);
  const now = useNow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case has other lines
  useEffect(needSparks, [needSparks, info]);
  const line = sparks?.series.find(
    (one) => one.server?.addr === server.addr && one.server.port === server.port,
  );
  if (!sparks || !line || sparks.most === 0) return null;
  const x = (time: number): number => ((time - sparks.from) / (sparks.to - sparks.from)) * WIDTH;
  const y = (value: number): number => HEIGHT - 1.5 - (value / sparks.most) * (HEIGHT - 3);
  const path = sparks.times.map((time, at) => {
    const level = y(line.values[at]).toFixed(1);
    return at === 0 ? `M0 ${level}` : `H${x(time).toFixed(1)}V${level}`;
  });
  const said = `Connections over the case: at most ${count(line.most)}`;
  return (
    <svg className={styles.spark} width={WIDTH} height={HEIGHT} role="img" aria-label={said} {...tip(said)}>
      <path d={path.join('')} fill="none" stroke="var(--ink-2)" />
      <path d={`M${x(now).toFixed(1)} 0V${HEIGHT}`} stroke="var(--now-mark)" strokeWidth="1.5" />
    </svg>
  );
}
