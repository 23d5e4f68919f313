/** Where the focus goes when panels come, go and move. */

/** The panel with the focus, else the path, else the first one. */
export function focusedPanel(): string | null {
  if (typeof document === 'undefined') return null;
  const panel = document.activeElement?.closest<HTMLElement>('[data-panel-id]');
  if (panel) return panel.dataset.panelId ?? null;
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel-id]')].map((p) => p.dataset.panelId);
  return panels.find((id) => id === 'path') ?? panels[0] ?? null;
}

/** When nothing has the focus any more, because it was in a panel that is gone. */
export function keepFocus(): void {
  requestAnimationFrame(() => {
    if (!document.activeElement || document.activeElement === document.body) focusPanel('path');
  });
}

const LISTS = '[role=tree], [role=listbox], [role=grid], [role=slider], [role=application]';
const CONTROLS = '[tabindex="0"], button:not([tabindex="-1"]), input, select';

/** To the list of a panel, else to its first control; the path when the panel is not there. */
export function focusPanel(id: string, frames = 30): void {
  if (typeof document === 'undefined') return;
  requestAnimationFrame(() => {
    const of = (name: string) => document.querySelector<HTMLElement>(`[data-panel-id="${name}"], #${name}`);
    const panel = of(id);
    if (!panel && frames > 0) return focusPanel(id, frames - 1);
    const box = panel ?? document.querySelector<HTMLElement>('[data-panel-id]');
    const found =
      box?.querySelector<HTMLElement>(`:is(${LISTS})[tabindex="0"]`) ??
      box?.querySelector<HTMLElement>(CONTROLS);
    found?.focus();
  });
}
