import { useApp } from '../../store/use-app.ts';

export interface TimelineProps {
  /** 64 high without lanes; else 222. */
  slim: boolean;
}

/** Placeholder: fills the left of the timeline row; go((event, step)) when clicked. */
export function Timeline({ slim }: TimelineProps) {
  const overview = useApp((state) => state.overview);
  return (
    <div>
      {slim ? 'slim' : 'full'} {overview?.packets}
    </div>
  );
}
