/**
 * Runs an asynchronous query so that at most one is under way and only the latest waiting request survives.
 * Answers arrive in the order asked, so whoever holds a key down sees the way, not only its end.
 */
export function latestWins<A>(query: (request: A) => Promise<void>): (request: A) => void {
  let busy = false;
  let waiting: { request: A } | null = null;
  const start = async (request: A): Promise<void> => {
    busy = true;
    try {
      await query(request);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next) void start(next.request);
    }
  };
  return (request) => {
    if (busy) waiting = { request };
    else void start(request);
  };
}
