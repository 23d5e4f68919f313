import { type RefObject, useCallback, useRef } from 'react';

/** For a field above a list: a ref for an element around the field, and what puts the focus on the list of its panel. */
export function usePanelList(): readonly [RefObject<HTMLDivElement | null>, () => void] {
  const box = useRef<HTMLDivElement>(null);
  const toList = useCallback(() => {
    const panel = box.current?.closest('[data-panel-id]');
    panel?.querySelector<HTMLElement>('[role=listbox][tabindex="0"]')?.focus();
  }, []);
  return [box, toList];
}
