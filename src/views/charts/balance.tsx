import { useApp } from '../../store/use-app.ts';

/** Placeholder: connections per real server over time with the cursor line; fills the box it is given. */
export function BalanceChart() {
  const overview = useApp((state) => state.overview);
  return <div>{overview?.balance.length}</div>;
}
