import { Component, type ReactNode } from 'react';
import { Button, Empty } from '../views/ui/index.ts';

export interface ErrorBoundaryProps {
  /** What stopped: "The Table view". */
  name: string;
  children: ReactNode;
}

interface State {
  message: string | null;
}

/** A panel that fails says so in its place; the rest of the window goes on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(cause: unknown): State {
    return { message: cause instanceof Error ? cause.message : String(cause) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <Empty
        headline={`${this.props.name} could not be drawn`}
        action={<Button onClick={() => this.setState({ message: null })}>Draw again</Button>}
      >
        <p>
          The program met a case it was not made for: <code>{this.state.message}</code>. The other panels, the
          case and the cursor are untouched.
        </p>
      </Empty>
    );
  }
}
