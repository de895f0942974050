import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { PartProps } from './SearchPage.js';

/** What is always one press away: found, a clue, a correction. On a phone it lies under the thumb. */
export function FoundKeys({ search: { instance }, ask }: PartProps) {
  const { say } = useWords();
  const accepts = (event: string) => instance.plugin.mayWork && instance.acceptedEvents.some(({ id }) => id === event);
  if (!['found', 'clue', 'correct'].some(accepts)) return null;
  // While somebody confirms who was found, that is the first thing to do.
  const confirming = instance.states.some(({ path, status }) => path === 'found' && status === 'current');
  return (
    <div className="search-keys" role="group" aria-label={say('随时可报', 'At any time')}>
      {accepts('found') && <Button type={confirming ? 'default' : 'primary'} className="search-found" onClick={() => ask({ event: 'found' })}>{confirming ? say('另一处也报找到', 'Somebody else says so, too') : say('找到了', 'Found')}</Button>}
      {accepts('clue') && <Button onClick={() => ask({ event: 'clue' })}>{say('登记线索', 'Note a clue')}</Button>}
      {accepts('correct') && <Button onClick={() => ask({ event: 'correct' })}>{say('更正最后出现', 'Correct last seen')}</Button>}
    </div>
  );
}
