import { Card, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { PartProps } from './SearchPage.js';

/** What is rarer, folded; each opens its form, which says what follows. */
const RARE = ['poster', 'reportedAgain', 'sendAgain', 'letNeighboursGo', 'putBy', 'hunted', 'close'] as const;
/** Asked for within a branch while the search runs. */
const IN_BRANCHES: ReadonlySet<string> = new Set(['poster', 'sendAgain']);

export function MoreDeeds({ search: { instance }, steps, ask }: PartProps) {
  const { say, textOf } = useWords();
  const running = instance.states.some(({ path, status }) => path === 'searching.branches' && status === 'current');
  const offered = RARE.flatMap((id) => instance.acceptedEvents.filter((event) => event.id === id && !(running && IN_BRANCHES.has(id))));
  if (offered.length === 0 || !instance.plugin.mayWork) return null;
  return (
    <details className="sh-card search-more">
      <summary>{say('更多操作', 'More')}</summary>
      <div className="search-buttons">
        {/* Whether it may close is answered in words, at once. */}
        {offered.map(({ id, title }) => <Button key={id} disabled={steps.sending} onClick={() => (id === 'close' ? void steps.tell(instance.id, id) : ask({ event: id }))}>{textOf(title)}</Button>)}
      </div>
      {steps.pressed === 'close' && <InlineError error={steps.error} />}
    </details>
  );
}

/** 协查: neighbours and the bureau by one press, while the search allows it and nobody was asked. */
export function AskNeighbours({ search: { instance }, steps }: PartProps) {
  const { say } = useWords();
  if (!instance.plugin.mayWork || !instance.acceptedEvents.some(({ id }) => id === 'askNeighbours') || instance.acceptedEvents.some(({ id }) => id === 'letNeighboursGo')) return null;
  return (
    <Card title={say('协查', 'Help from neighbours')} id="neighbours">
      <Button className="search-told" loading={steps.sending && steps.pressed === 'askNeighbours'} onClick={() => void steps.tell(instance.id, 'askNeighbours')}>{say('请邻所和分局协查', 'Ask neighbours and the bureau')}</Button>
      {steps.pressed === 'askNeighbours' && <InlineError error={steps.error} />}
    </Card>
  );
}
