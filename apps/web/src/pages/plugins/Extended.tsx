import { Card, useWords } from '@stationhouse/plugin-web';
import type { ExtendedPartsFragment } from '../../gql/plugins.js';

/** Workflows of other plugins that lose what a plugin adds to them. Nothing where it adds nothing. */
export function Extended({ extended }: { extended: readonly ExtendedPartsFragment[] }) {
  const { say, textOf } = useWords();
  if (extended.length === 0) return null;
  return (
    <Card title={say('其他流程会缺少的内容', 'What other workflows lose')} id="extended">
      <p className="sh-sub sh-small">{say('停用后新发起的事项不再有这些；在办的事项不变。', 'New instances come without these; running ones keep them.')}</p>
      <ul className="pl-extended">{extended.map((one) => <li key={one.workflow}><b>{textOf(one.title)}</b><ul>{one.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</ul></li>)}</ul>
    </Card>
  );
}
