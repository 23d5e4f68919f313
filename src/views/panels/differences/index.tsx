import { Empty } from '../../ui/index.ts';

export function DifferencesView() {
  return <Empty headline="Two moments" />;
}
