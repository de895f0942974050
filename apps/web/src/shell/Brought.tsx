import { Card, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import type { Bilingual } from '@stationhouse/kernel';
import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

interface Props<Given extends object> {
  readonly id: string;
  readonly title: Bilingual;
  readonly load: () => Promise<{ default: ComponentType<Given> }>;
  readonly given: Given;
}

/** What a plugin brings to a page of the shell, in a card of its own: it comes when it is needed, and what fails in it stays in it. */
export function Brought<Given extends object>({ id, title, load, given }: Props<Given>) {
  const { textOf } = useWords();
  // A module that did not load is remembered as such: another attempt needs another component.
  const [{ attempt, Content }, begin] = useState(() => ({ attempt: 0, Content: lazy(load) }));
  return (
    <Card title={textOf(title)} id={id}>
      <Boundary key={attempt} onRetry={() => begin({ attempt: attempt + 1, Content: lazy(load) })}>
        <Suspense fallback={<Loading rows={3} />}><Content {...given} /></Suspense>
      </Boundary>
    </Card>
  );
}

class Boundary extends Component<{ readonly onRetry: () => void; readonly children: ReactNode }, { readonly failure?: { readonly error: unknown } }> {
  override state: { readonly failure?: { readonly error: unknown } } = {};

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  override render() {
    const { failure } = this.state;
    return failure === undefined ? this.props.children : <ErrorState compact error={failure.error} onRetry={this.props.onRetry} />;
  }
}
