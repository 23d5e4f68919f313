import { useEffect, useState } from 'react';
import { KeyCap } from './key-cap.tsx';
import styles from './tooltip.module.css';

/** Attributes that give any element a tooltip: one sentence, the key, and a term of the kernel's in mono. */
export function tip(text: string, keys?: string, term?: string): Record<`data-tip${string}`, string> {
  return {
    'data-tip': text,
    ...(keys ? { 'data-tip-keys': keys } : {}),
    ...(term ? { 'data-tip-term': term } : {}),
  };
}

/** A tooltip of a row: later, because the pointer crosses rows on its way elsewhere. */
export function slowTip(text: string): Record<`data-tip${string}`, string> {
  return { 'data-tip': text, 'data-tip-slow': '' };
}

interface Shown {
  text: string;
  keys: string;
  term: string;
  box: DOMRect;
}

const DELAY_MS = 300;
const SLOW_MS = 800;

/** One layer for all tooltips: shows the `data-tip` of what is pointed at or focused, after 300 ms. */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => watch(setShown), []);
  if (!shown) return null;
  const below = shown.box.bottom + 64 < window.innerHeight;
  const left = Math.max(8, Math.min(shown.box.left, window.innerWidth - 388));
  const place = below ? { top: shown.box.bottom + 6 } : { bottom: window.innerHeight - shown.box.top + 6 };
  return (
    <div className={styles.tooltip} role="tooltip" style={{ left, ...place }}>
      {shown.term ? <span className={styles.term}>{shown.term}</span> : null}
      {shown.text}
      {shown.keys ? <KeyCap keys={shown.keys} /> : null}
    </div>
  );
}

function watch(show: (shown: Shown | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: Element | null = null;
  const hide = () => {
    clearTimeout(timer);
    current = null;
    show(null);
  };
  const onOver = (event: Event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    if (target === current) return;
    hide();
    if (!target || (event.type === 'focusin' && !target.matches(':focus-visible'))) return;
    current = target;
    timer = setTimeout(() => show(readTip(target)), target.matches('[data-tip-slow]') ? SLOW_MS : DELAY_MS);
  };
  const starts = ['pointerover', 'focusin'];
  const ends = ['pointerdown', 'keydown', 'wheel', 'focusout'];
  for (const name of starts) document.addEventListener(name, onOver);
  for (const name of ends) document.addEventListener(name, hide, { passive: true });
  return () => {
    hide();
    for (const name of starts) document.removeEventListener(name, onOver);
    for (const name of ends) document.removeEventListener(name, hide);
  };
}

function readTip(target: Element): Shown | null {
  if (!target.isConnected) return null;
  const data = (target as HTMLElement | SVGElement).dataset;
  if (!data.tip) return null;
  return {
    text: data.tip,
    keys: data.tipKeys ?? '',
    term: data.tipTerm ?? '',
    box: target.getBoundingClientRect(),
  };
}
