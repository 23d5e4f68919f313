import { Empty } from '../../ui/index.ts';

export function FlowView() {
  return <Empty headline="The flowchart" />;
}
