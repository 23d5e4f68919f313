import { type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../../src/views/ui/tokens.css';
import '../../src/views/ui/base.css';
import { VirtualList } from '../../src/views/ui/virtual-list.tsx';

/** A page with nothing but a list, as long as its address says: `?10000000`. */
function LongList({ count }: { count: number }): ReactNode {
  const [active, setActive] = useState(0);
  return (
    <div style={{ height: 600 }}>
      <VirtualList
        label="Long list"
        count={count}
        active={active}
        onMove={setActive}
        renderRow={(index) => <span>{`row ${index}`}</span>}
      />
    </div>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<LongList count={Number(location.search.slice(1))} />);
