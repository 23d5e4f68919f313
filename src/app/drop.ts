import { useEffect, useState } from 'react';
import type { AppStore } from '../store/create.ts';
import { useAppStore } from '../store/use-app.ts';

/** Files can be dropped anywhere. Returns true while files are dragged over the window. */
export function useFileDrop(): boolean {
  const store = useAppStore();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const set = (next: number) => {
      depth = next;
      setOver(depth > 0);
    };
    const onEnter = (event: DragEvent) => {
      if (hasFiles(event)) set(depth + 1);
    };
    const onLeave = () => set(Math.max(0, depth - 1));
    const onOver = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      set(0);
      // A field that reads dropped files itself has done so.
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      openFiles(store, event.dataTransfer?.files);
    };
    document.addEventListener('dragenter', onEnter);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('dragover', onOver);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragenter', onEnter);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('drop', onDrop);
    };
  }, [store]);
  return over;
}

/** Hands the files of a drop or of a picker to the engine. */
export function openFiles(store: AppStore, list: FileList | null | undefined): void {
  const files = Array.from(list ?? [], (file) => ({ name: file.name, data: file }));
  if (files.length > 0) void store.getState().openFiles(files);
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
